"""Variables of the environment that say how much room there is, whatever is in them."""

import pytest

from tests.conftest import Run
from tpcli.environment import SIZES, size

COMMANDS = (["--help"], ["timeline", "--help"], ["deals", "--format", "table"], ["show", "corvettes"])


@pytest.mark.parametrize("text", ["0", "-1", "²", "x", "10000000", "9" * 30, "\x1b[31m"])
def test_a_size_that_is_none_is_as_if_it_were_not_said(run: Run, record: object, text: str) -> None:
    for arguments in COMMANDS:
        for terminal in (True, False):
            told = ["--data", "record", *arguments]
            usual = run(*told, terminal=terminal, env={"PAGER": "cat"})
            for name in SIZES:
                done = run(*told, terminal=terminal, env={"PAGER": "cat", name: text})
                assert (done.returncode, done.stdout) == (0, usual.stdout), (name, arguments)


def test_sizes() -> None:
    assert [size(text) for text in (None, "", "0", "00", "1", "080", "9999", "10000", "٣")] == [
        None, None, None, None, 1, 80, 9999, None, None
    ]  # fmt: skip
