"""Work that takes longer than a second shows how far it is, on stderr, where that is a terminal."""

import io
import re
import sys

import pytest

from tpcli.text import progress


class Terminal(io.StringIO):
    """Something that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time that the bar reads; the last one stays."""
    times = [0.0]
    monkeypatch.setattr("tpcli.text.progress.time.monotonic", lambda: times[-1])
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "80")
    return times


def drawn(monkeypatch: pytest.MonkeyPatch, stream: io.StringIO, clock: list[float], quiet: bool = False) -> str:
    """What half the work writes, a moment after it began and two seconds later, without colours."""
    monkeypatch.setattr(sys, "stderr", stream)
    with progress.progress_bar("indexing", "events", quiet) as tell:
        clock.append(0.9)
        tell(512, 0.1)
        assert stream.getvalue() == ""
        clock.append(2.9)
        tell(51_200, 0.5)
        tell(102_400, None)
    return re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", stream.getvalue())


def test_it_is_drawn_from_the_first_second_on(monkeypatch: pytest.MonkeyPatch, clock: list[float]) -> None:
    shown = drawn(monkeypatch, Terminal(), clock)
    assert "indexing" in shown
    assert "102,400 events" in shown


@pytest.mark.parametrize("quiet", [False, True])
def test_nothing_goes_to_a_file_or_where_it_is_not_wanted(
    monkeypatch: pytest.MonkeyPatch, clock: list[float], quiet: bool
) -> None:
    assert drawn(monkeypatch, Terminal() if quiet else io.StringIO(), clock, quiet) == ""
