"""EDTF held against two programs of others: `edtf-validate` says what is a date, `edtf` its first and last day.

Where we differ, the tables say why. A difference that no table names fails.
"""

import contextlib
import io
import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.dates.anydate import ANY, is_date
from tpcli.dates import edtf
from tpcli.dates.edtf import OPEN_END, OPEN_START, Apart, Part

pytestmark = pytest.mark.filterwarnings("ignore")
"""The two programs use what pyparsing is about to drop. They take long to load, so only tests do that."""


def is_valid(text: str) -> bool:
    """Whether a text is a date to edtf-validate."""
    from edtf_validate import valid_edtf

    return bool(valid_edtf.is_valid(text))


def _parts(date: Apart) -> list[Part]:
    return [part for piece in date.pieces for part in piece if part]


def _end(feature: Callable[[Part], bool]) -> Callable[[str], bool]:
    """Whether a date is an interval or a set, one of whose dates has a feature."""

    def has(text: str) -> bool:
        date = edtf.apart(text)
        return date.kind != "date" and any(map(feature, _parts(date)))

    return has


def _any(feature: Callable[[Part], bool]) -> Callable[[str], bool]:
    return lambda text: any(map(feature, _parts(edtf.apart(text))))


WE_ALSO_READ: dict[str, Callable[[str], bool]] = {
    "times to the minute, with doubt, or of an end: records have them": _any(lambda p: p.time != ""),
    "doubt about a date with digits that are not known": _any(lambda p: "X" in p.text and any(p.marks)),
    "doubt about a season": _any(lambda p: p.precision == "season" and any(p.marks)),
    "a mark on either side of one part": lambda text: (
        re.search("[~?%][0-9X]+[~?%]|[~?%]-[0-9X]+[~?%]", text) is not None
    ),
    "seasons as ends (spring to autumn is what people write)": _end(lambda p: p.precision == "season"),
    "digits that are not known in ends": _end(lambda p: "X" in p.text),
    "doubt about a part of an end": _end(lambda p: any(p.marks)),
    "years before 0001 as ends": _end(lambda p: p.start < edtf.day_number(1, 1, 1)),
    "a set of one": lambda text: text[0] in "[{" and "," not in text,
    "a stretch within a set between dates that are not equally exact": lambda text: text[0] in "[{" and ".." in text,
    "an end within the other: 8830-10/8830": lambda text: "/" in text,
}
"""What is a date to us and not to edtf-validate, which knows each feature by itself but few of them together."""

THEY_ALSO_READ: dict[str, Callable[[str], bool]] = {
    "years beyond four digits, exponents, significant digits": lambda text: re.search("[YES]", text) is not None,
    "24:00, which is the next day": lambda text: "T24" in text,
    "sets that end before they begin": lambda text: ".." in text,
    "29 February of a year that can't be a leap year, and days past any month": lambda text: "X" in text,
    "times of day that no clock shows": lambda text: "T" in text,
}


@st.composite
def _like_a_date(draw: st.DrawFn) -> str:
    """A date, or one that is damaged in one place."""
    text = draw(ANY)
    if draw(st.booleans()):
        at = draw(st.integers(0, len(text)))
        more = draw(st.sampled_from(["", *"0123456789X-/.~?%[]{},T:YSE"]))
        text = text[:at] + more + text[at + draw(st.integers(0, 2)) :]
    return text


@given(_like_a_date())
def test_what_is_a_date_both_say_or_the_tables(text: str) -> None:
    ours, theirs = is_date(text), is_valid(text)
    if ours and not theirs:
        assert any(is_so(text) for is_so in WE_ALSO_READ.values())
    if theirs and not ours:
        assert any(is_so(text) for is_so in THEY_ALSO_READ.values())


@pytest.mark.parametrize(
    "text",
    [
        *["1985-04-12", "1985-04", "1985", "1985-04-12T23:20:30", "1985-04-12T23:20:30Z", "1985-04-12T23:20:30+04:30"],
        *["1964/2008", "2004-06/2006-08", "2004-02-01/2005-02-08", "2005/2006-02", "1984?", "2004-06~", "2004-06-11%"],
        *[
            "201X",
            "20XX",
            "2004-XX",
            "1985-04-XX",
            "1985-XX-XX",
            "1985-04-12/..",
            "1985/",
            "../1985",
            "/1985-04",
            "-1985",
        ],
        *["2001-21", "2001-34", "2001-41", "[1667,1668,1670..1672]", "[..1760-12-03]", "[1760-12..]", "{1960,1961-12}"],
        *[
            "{..1984}",
            "156X-12-25",
            "15XX-12-25",
            "XXXX-12-XX",
            "1XXX-XX",
            "1XXX-12",
            "1984-1X",
            "2004-06-11%",
            "?2004-06-~11",
        ],
        *["-1985", "2004-06~-11", "2004?-06-11", "2004-%06", "2004-06-~01/2004-06-~20", "2004-06-XX/2004-07-03"],
    ],
)
def test_the_examples_of_the_standard_are_dates_to_both(text: str) -> None:
    assert is_date(text)
    assert is_valid(text)


@pytest.mark.parametrize("text", ["Y12000", "Y-17E7", "1950S2", "-0000", "1985-13", "2001-42", "../..", "2004-06-31"])
def test_what_is_refused_is_refused_for_a_reason(text: str) -> None:
    assert not is_date(text)
    assert not is_valid(text) or any(is_so(text) for is_so in THEY_ALSO_READ.values())


OTHER_DAYS: dict[str, Callable[[str], bool]] = {
    "winter, and the summer of the south, run into the next year": _any(lambda p: p.digits[1] in ("24", "28", "30")),
    "an end that is not known is open, not ten years away": lambda text: edtf.parse(text).precision == "open",
    "before year 0000 it takes the last month or day for the first": _any(lambda p: p.text[0] == "-" and "X" in p.text),
    "there is no year -0000 among those of -00XX": lambda text: re.search("-0[0X]*X", text) is not None,
}
"""Where the first or last day is another than `edtf` says."""


@given(ANY)
def test_the_first_and_last_day_are_those_of_another_program(text: str) -> None:
    from edtf import parse_edtf

    try:
        with contextlib.redirect_stdout(io.StringIO()):
            read = parse_edtf(text)
            theirs = (tuple(read.lower_strict()[:3]), tuple(read.upper_strict()[:3]))
    except Exception:  # It reads fewer dates, and has no days for an end that is open.
        return
    ours = edtf.parse(text)
    if ours.start == OPEN_START or ours.end == OPEN_END or (edtf.civil(ours.start), edtf.civil(ours.end)) != theirs:
        assert any(is_so(text) for is_so in OTHER_DAYS.values())
