"""Every line of docs/own-records.md, run as it stands there: what a new user would do with what they have."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.shell import Block, as_parameter, blocks, commands, needs_shell, run_lines, shell_environment

DOCUMENT = Path(__file__).parent.parent.parent / "docs" / "own-records.md"


@needs_shell
@pytest.mark.parametrize("block", [as_parameter(block) for block in blocks(DOCUMENT)])
def test_a_file_that_people_have_becomes_a_record(cached: Callable[[Path], Path], tmp_path: Path, block: Block) -> None:
    """Each line succeeds and the last has an answer; nothing is left out."""
    folder = tmp_path / "work"
    folder.mkdir()
    lines = commands(block.text)
    said = run_lines(lines, folder, shell_environment(tmp_path, cached(tmp_path / "cache")))
    assert [line.command for line in said] == lines
    for line in said:
        assert line.status == 0, line
        assert not re.search("could not be read|Traceback", line.err), line
    assert said[-1].out.strip()
