"""Dates in EDTF (ISO 8601-2:2019, levels 0 to 2): one text, its first and last day, and how exact it is.

Years are -9999 to 9999, of four digits: years after `Y`, exponents and significant digits are refused by name. Days are
Julian day numbers (whole numbers, 1970-01-01 is 2440588) in the proleptic Gregorian calendar, which SQLite's own date
functions understand too. Nothing here imports what Typer does not: it is on every command's path.
"""

import datetime
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from tpcli.dates.seasons import SEASONS
from tpcli.errors import TpcliError

OPEN_START = -9_999_999
OPEN_END = 9_999_999

_DAY_0 = 1_721_425
"""The Julian day number of the day before those that Python's calendar counts."""
_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_HOUR, _SIXTY = "(?:[01][0-9]|2[0-3])", "[0-5][0-9]"
_TIME = rf"(?:T(?P<time>{_HOUR}(?::{_SIXTY}){{1,2}}(?:\.[0-9]{{1,9}})?(?:Z|[+-]{_HOUR}(?::?{_SIXTY})?)?))?"
_ONE = (  # Not compiled here: most dates are plain, and every start would pay for it.
    r"([~?%]?)(-?[0-9X]{4})([~?%]?)(?:-([~?%]?)([0-9X]{2})([~?%]?)(?:-([~?%]?)([0-9X]{2})" + _TIME + r"([~?%]?))?)?"
)
_KNOWN_DIGITS = r"(-?[0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?([~?%]?)"
_WIDE_YEAR = r"[~?%]?(?:Y-?[0-9]+(?:E[0-9]+)?|-?[0-9]{5,}|-?[0-9]{4}(?=S))(S[0-9]+)?(?:-.*)?"
_PRECISIONS = ("unspecified", "millennium", "century", "decade")
"""The precision of a year, by the place of its first unknown digit."""
FORMS = "write YYYY, YYYY-MM, YYYY-MM-DD, 1955~, 195X or 2010/2014"
LIMIT = "years are -9999 to 9999, of four digits"


class DateError(TpcliError):
    """A text that is no date: the reason, which says what would be right, and the text that it is about."""

    def __init__(self, reason: str, text: str = "") -> None:
        """The reason says something of the text, or names it where it holds `{}`: `the year in {} has two digits`."""
        self.reason, self.text = reason, text
        about = f"'{text}'"
        said = reason.replace("{}", about) if "{}" in reason else f"{about} {reason}" if text else reason
        super().__init__(said)


class Date(NamedTuple):
    """One EDTF date: `text` as written, `start` and `end` as Julian day numbers, both inclusive."""

    text: str
    start: int
    end: int
    precision: str
    """day, month, season, year, decade, century, millennium, unspecified (nothing of the year is known), interval, set
    (one or all of several dates), or open (an interval or a set without its beginning or end)."""
    qualifier: str
    """Empty, `~` approximate, `?` uncertain, `%` both: of the whole or of any part."""


class Part(NamedTuple):
    """A simple date: no interval and no set."""

    digits: tuple[str, str, str]
    """Year, month (or season code) and day as written, `195X`, `-0043`, `XX`; empty where there is none."""
    marks: tuple[str, str, str]
    """The qualifier of each: `~`, `?`, `%` or empty. One that belongs to the whole belongs to each part."""
    time: str
    """The text after `T`; empty where there is none."""
    precision: str
    start: int
    end: int

    @property
    def text(self) -> str:
        """The digits as written, without marks and time."""
        return "-".join(digits for digits in self.digits if digits)

    @property
    def qualifier(self) -> str:
        """The qualifiers of all parts taken together."""
        return together(self.marks)

    @property
    def clock(self) -> datetime.time | None:
        """The time of day, with its zone where it names one, to the microsecond."""
        if not self.time:
            return None
        time, offset = re.sub(r"(\.[0-9]{6})[0-9]+", r"\1", self.time), re.search("[+-].*", self.time)
        if offset and len(offset[0]) == 3:
            time += ":00"
        return datetime.time.fromisoformat(time)

    @property
    def known(self) -> int:
        """How many of year, month and day it says something of: 2 for `1955-21`, 3 for `1560-XX-25`."""
        _, month, day = self.digits
        return 3 if day.strip("X") else 2 if month.strip("X") else 1

    @property
    def first(self) -> tuple[int, ...]:
        """Year, month and day of its first day, as many as `known`: `1955-21` is (1955, 3), `195X` (1950,)."""
        return civil(self.start)[: self.known]

    @property
    def last(self) -> tuple[int, ...]:
        """Year, month and day of its last day, as many as `known`: `1955-21` is (1955, 5), `195X` (1959,)."""
        return civil(self.end)[: self.known]


class Piece(NamedTuple):
    """A part of a date: a simple date (both ends are that one), or a range from one to another."""

    first: Part | None
    """None where the beginning is open or not known."""
    last: Part | None


class Apart(NamedTuple):
    """A date taken apart."""

    kind: str
    """date, interval, one (of a set) or all (of a set)."""
    pieces: tuple[Piece, ...]
    """One, but for sets."""


def is_evenly(part: Part) -> bool:
    """Whether what is doubtful is the whole of a date, or nothing: not so of `2004-06~-11`."""
    return len({mark for mark, digits in zip(part.marks, part.digits, strict=True) if digits}) == 1


def edges(text: str) -> tuple[tuple[int, ...] | None, tuple[int, ...] | None]:
    """Where a date begins and ends, each as year, month and day, as many as are known; None for an end that is open.

    `1955-21/1955-23` is (1955, 3), (1955, 11); `1955` is (1955,), (1955,). Raises DateError.
    """
    pieces = apart(text).pieces
    firsts = [piece.first for piece in pieces]
    lasts = [piece.last for piece in pieces]
    begins = [part for part in firsts if part]
    ends = [part for part in lasts if part]
    return (
        min(begins, key=lambda part: part.start).first if len(begins) == len(firsts) else None,
        max(ends, key=lambda part: part.end).last if len(ends) == len(lasts) else None,
    )


def day_number(year: int, month: int, day: int) -> int:
    """The Julian day number of a day of the proleptic Gregorian calendar (year 0 is 1 BC)."""
    a = (14 - month) // 12
    y = year + 4800 - a
    m = month + 12 * a - 3
    return day + (153 * m + 2) // 5 + 365 * y + y // 4 - y // 100 + y // 400 - 32045


def civil(number: int) -> tuple[int, int, int]:
    """The year, month and day of a Julian day number (the inverse of `day_number`)."""
    a = number + 32044
    b = (4 * a + 3) // 146097
    c = a - 146097 * b // 4
    d = (4 * c + 3) // 1461
    e = c - 1461 * d // 4
    m = (5 * e + 2) // 153
    return 100 * b + d - 4800 + m // 10, m + 3 - 12 * (m // 10), e - (153 * m + 2) // 5 + 1


def iso_day(number: int) -> str:
    """A Julian day number as ISO 8601 text; empty for an end that is open."""
    if number in (OPEN_START, OPEN_END):
        return ""
    return iso(*civil(number))


def iso(year: int, *rest: int) -> str:
    """A year, a month or a day as ISO 8601 text: `0044`, `-0043-03`."""
    return "-".join([f"{'-' if year < 0 else ''}{abs(year):04d}", *(f"{number:02d}" for number in rest)])


def days_in(year: int, month: int) -> int:
    """The number of days of a month."""
    leap = month == 2 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return _DAYS[month - 1] + leap


@lru_cache(maxsize=32768)
def parse(text: str) -> Date:
    """Read one EDTF date of level 0, 1 or 2, years -9999 to 9999.

    A set begins with the first day of its earliest date and ends with the last day of its latest. Raises DateError,
    with a sentence that says what would be right.
    """
    day = _plain_day(text)
    if day:
        number = day.toordinal() + _DAY_0
        return Date(text, number, number, "day", "")
    kind, pieces = apart(text)
    start = min(piece.first.start if piece.first else OPEN_START for piece in pieces)
    end = max(piece.last.end if piece.last else OPEN_END for piece in pieces)
    parts = [part for piece in pieces for part in piece if part]
    if kind == "date":
        precision = parts[0].precision
    elif start == OPEN_START or end == OPEN_END:
        precision = "open"
    else:
        precision = "interval" if kind == "interval" else "set"
    return Date(text, start, end, precision, together(part.qualifier for part in parts))


def together(marks: Iterable[str]) -> str:
    """One qualifier for several: `%` where they differ, empty where none says anything."""
    found = {mark for mark in marks if mark}
    return found.pop() if len(found) == 1 else "%" if found else ""


def _plain_day(text: str) -> datetime.date | None:
    """A day written YYYY-MM-DD, which most dates are by far. None for whatever takes a closer look."""
    if len(text) == 10 and text[4] == text[7] == "-":
        try:
            return datetime.date.fromisoformat(text)
        except ValueError:
            pass
    return None


def apart(text: str) -> Apart:
    """The kind of a date and its parts. Raises DateError."""
    if text[:1] in ("[", "{"):
        if text[-1:] != ("]" if text[0] == "[" else "}"):
            raise DateError("is a set that is not closed: write [1667,1668] (one) or {1667,1668} (all)", text[:60])
        if " " in text:
            raise DateError("holds a blank: a set is written without, such as [1667,1668]", text[:60])
        members = tuple(_member(member, text) for member in text[1:-1].split(","))
        return Apart("one" if text[0] == "[" else "all", members)
    if "/" not in text:
        one = part(text)
        return Apart("date", (Piece(one, one),))
    first, _, last = text.partition("/")
    if "/" in last:
        raise DateError("has more than one '/': an interval is FIRST/LAST", text[:60])
    return Apart("interval", (_stretch(first, last, text),))


def _member(member: str, text: str) -> Piece:
    first, dots, last = member.partition("..")
    if dots:
        return _stretch(first, last, text)
    one = part(member)
    return Piece(one, one)


def _stretch(first: str, last: str, text: str) -> Piece:
    start = None if first in ("", "..") else part(first)
    end = None if last in ("", "..") else part(last)
    if start is None and end is None:
        raise DateError("is an interval with neither end: write at least one", text[:60])
    if start and end and start.start > end.end:
        raise DateError("ends before it begins", text[:60])
    return Piece(start, end)


def part(text: str) -> Part:
    """Read one date that is neither an interval nor a set. Raises DateError."""
    plain = _plain_day(text)
    if plain:
        number = plain.toordinal() + _DAY_0
        return Part((text[:4], text[5:7], text[8:]), ("", "", ""), "", "day", number, number)
    if known := _known(text):
        return known
    match = re.fullmatch(_ONE, text)
    if not match:
        raise DateError(_no_date(text), text[:60])
    left, year, right, left_month, month, right_month, left_day, day, time, right_day = (
        group or "" for group in match.groups()
    )
    if year == "-0000":
        raise DateError("is in no year: the year before 0001 is 0000, and the one before that -0001", text)
    digits = (year, month, day)
    marks = (
        together([left, right, right_month, right_day]),
        together([left_month, right_month, right_day]) if month else "",
        together([left_day, right_day]) if day else "",
    )
    if month.isdecimal() and int(month) in SEASONS and not day:
        return Part(digits, marks, time, *_season(year, int(month)))
    earliest = next(_days(text, digits, False))
    latest = next(_days(text, digits, True))
    if time and earliest != latest:
        raise DateError("gives a time of a day that is not known", text)
    return Part(digits, marks, time, _precision(digits), day_number(*earliest), day_number(*latest))


def _known(text: str) -> Part | None:
    """A year, month or day all of whose digits are known, with doubt about the whole or none.

    Most dates are of this form; None for whatever takes a closer look, what is wrong as well.
    """
    match = re.fullmatch(_KNOWN_DIGITS, text)
    if not match or text.startswith("-0000"):
        return None
    year, month, day, mark = match.groups("")
    y, m, d = int(year), int(month or 1), int(day or 1)
    if not 1 <= m <= 12 or not 1 <= d <= days_in(y, m):
        return None
    start = day_number(y, m, d)
    end = start if day else start + days_in(y, m) - 1 if month else day_number(y, 12, 31)
    marks = (mark, mark if month else "", mark if day else "")
    return Part((year, month, day), marks, "", "day" if day else "month" if month else "year", start, end)


def _no_date(text: str) -> str:
    """Why a text is no simple date."""
    wide = re.fullmatch(_WIDE_YEAR, text)
    if wide and wide[1]:
        return "gives significant digits of a year, which are not read: write 195X or 1950/1959"
    if wide and "E" in text:
        return f"gives a year with an exponent, which is not read: {LIMIT}"
    if wide:
        return f"is not a date: {LIMIT}"
    return f"is not a date: {FORMS}"


def _precision(digits: tuple[str, str, str]) -> str:
    year, month, day = digits
    if "X" in year:
        return _PRECISIONS[year.lstrip("-").index("X")]
    if not month or "X" in month:
        return "year"
    return "month" if not day or "X" in day else "day"


def _season(year: str, code: int) -> tuple[str, int, int]:
    """Precision, first and last day."""
    if "X" in year:
        raise DateError("gives a season of a year that is not known", f"{year}-{code}")
    _, first, months = SEASONS[code]
    begins = int(year)
    over, last = divmod(first + months - 2, 12)
    end = day_number(begins + over, last + 1, days_in(begins + over, last + 1))
    return "season", day_number(begins, first, 1), end


def _days(text: str, digits: tuple[str, str, str], backwards: bool) -> Iterator[tuple[int, int, int]]:
    """The days that a simple date may mean, in their order or the last one first. Raises DateError where none is."""
    year, month, day = digits
    months = [n for n in range(1, 13) if _may_be(n, month or "XX")]
    if not months:
        raise DateError(f"has month {month}: months are 01 to 12, seasons 21 to 24, others 25 to 41", text)
    days = [n for n in range(1, 32) if _may_be(n, day or "XX")]
    longest = max(days_in(2000, n) for n in months)
    years = _years(year)
    if days and days[0] <= longest:
        for y in reversed(years) if backwards else years:
            for m in reversed(months) if backwards else months:
                for d in reversed(days) if backwards else days:
                    if d <= days_in(y, m):
                        yield y, m, d
    if months == [2]:
        longest = max(days_in(y, 2) for y in years)
    several = "those months have" if len(months) > 1 else "that month has"
    raise DateError(f"has day {day}: {several} {longest} days", text)


def _years(year: str) -> list[int]:
    """The years that may be meant, in their order.

    An unspecified digit of a year before 0000 still counts away from it: `-004X` is -0049 to -0040.
    """
    digits = year.lstrip("-")
    if "X" not in digits:
        return [int(year)]
    places = [range(10) if digit == "X" else (int(digit),) for digit in digits]
    found = [
        1000 * a + 100 * b + 10 * c + d for a in places[0] for b in places[1] for c in places[2] for d in places[3]
    ]
    return [-n for n in reversed(found) if n] if year.startswith("-") else found


def _may_be(number: int, digits: str) -> bool:
    tens, ones = divmod(number, 10)
    return digits[0] in ("X", str(tens)) and digits[1] in ("X", str(ones))
