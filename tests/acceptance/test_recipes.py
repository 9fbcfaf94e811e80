"""Every line of docs/pipes.md, run as it stands there."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.shell import Block, as_parameter, blocks, commands, needs_shell, run_lines, shell_environment

PIPES = Path(__file__).parent.parent.parent / "docs" / "pipes.md"


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory, cached: Callable[[Path], Path]) -> dict[str, str]:
    """A shell's environment, in which fzf picks what matches without asking."""
    home = tmp_path_factory.mktemp("home")
    return {**shell_environment(home, cached(home / "cache")), "FZF_DEFAULT_OPTS": "--filter=milgem"}


@needs_shell
@pytest.mark.parametrize("block", [as_parameter(block) for block in blocks(PIPES)])
def test_a_recipe_gives_an_answer(environment: dict[str, str], tmp_path: Path, block: Block) -> None:
    """Each line succeeds, has no complaint, and has an answer, on stdout or in its file."""
    folder = tmp_path / "work"
    folder.mkdir()
    lines = commands(block.text)
    said = run_lines(lines, folder, environment)
    for line in said:
        assert line.status == 0, line
        assert not re.search("^(tpcli: (?!wrote )|Traceback)", line.err, re.MULTILINE), line
        assert line.out.strip() or any(path.stat().st_size and path.name in line.command for path in folder.iterdir())
    assert [line.command for line in said] == lines
