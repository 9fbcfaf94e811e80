"""Every command of the README, run in one folder in order, as a reader would paste them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.shell import Block, as_parameter, blocks, commands, needs_shell, run_lines, shell_environment

README = Path(__file__).parent.parent.parent / "README.md"
SET_UP = 2
"""The blocks that the README opens with install the program: .ci/run runs those."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, cached: Callable[[Path], Path]) -> Path:
    """The folder that all blocks are run in."""
    home = tmp_path_factory.mktemp("reader")
    cached(home / "cache")
    return home / "work"


@needs_shell
@pytest.mark.parametrize("block", [as_parameter(block) for block in blocks(README)[SET_UP:]])
def test_what_the_readme_shows_works(folder: Path, block: Block) -> None:
    folder.mkdir(exist_ok=True)
    lines = commands(block.text)
    said = run_lines(lines, folder, shell_environment(folder.parent, folder.parent / "cache"))
    for line in said:
        assert line.status == 0, line
        assert not any(text.startswith("Traceback") for text in line.err.splitlines()), line
    assert [line.command for line in said] == lines


def test_there_is_something_to_run() -> None:
    found = blocks(README)
    assert all("pip install" in block.text for block in found[:SET_UP])
    assert any("tpcli timeline" in block.text for block in found[SET_UP:])
