"""Dates in EDTF (ISO 8601-2:2019, levels 0 and 1): one text, its first and last day, and how exact it is.

Days are Julian day numbers (whole numbers, 1970-01-01 is 2440588) in the proleptic Gregorian calendar, which
SQLite's own date functions understand too. Nothing here imports what Typer does not: it is on every command's path.
"""

import datetime
import re
from functools import lru_cache
from typing import NamedTuple

from tpcli.errors import TpcliError

OPEN_START = -9_999_999
OPEN_END = 9_999_999

SEASONS = {21: ("spring", 3), 22: ("summer", 6), 23: ("autumn", 9), 24: ("winter", 12)}
"""Level 1 season codes (ISO 8601-2, 4.8): a name and its first month. Winter runs into the next year."""

_DAY_0 = 1_721_425
"""The Julian day number of the day before those that Python's calendar counts."""
_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_TIME = r"(?:T(?:[01][0-9]|2[0-3])(?::[0-5][0-9]){1,2}(?:\.[0-9]{1,9})?(?:Z|[+-][0-9]{2}(?::?[0-9]{2})?)?)?"
_ONE = (  # Not compiled here: most dates are plain, and every start would pay for it.
    r"(?P<year>-?[0-9]{4}|-?[0-9]{3}X|-?[0-9]{2}XX)"
    r"(?:-(?P<month>[0-9]{2}|XX)(?:-(?P<day>[0-9]{2}|XX)" + _TIME + r")?)?"
    r"(?P<qualifier>[~?%]?)"
)


class DateError(TpcliError):
    """A text that is no EDTF date. The sentence says why and what would be right."""


class Date(NamedTuple):
    """One EDTF date: `text` as written, `start` and `end` as Julian day numbers, both inclusive."""

    text: str
    start: int
    end: int
    precision: str
    """day, month, season, year, decade, century, interval, or open (an interval without one of its ends)."""
    qualifier: str
    """Empty, `~` approximate, `?` uncertain, `%` both: of the whole, or of either end of an interval."""


class Part(NamedTuple):
    """One end of an interval, or a whole simple date, taken apart. `month` may be a season code; 0 is not known."""

    year: int
    month: int
    day: int
    precision: str
    qualifier: str
    start: int
    end: int


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
    year, month, day = civil(number)
    return f"{'-' if year < 0 else ''}{abs(year):04d}-{month:02d}-{day:02d}"


def days_in(year: int, month: int) -> int:
    """The number of days of a month."""
    leap = month == 2 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return _DAYS[month - 1] + leap


@lru_cache(maxsize=32768)
def parse(text: str) -> Date:
    """Read one EDTF date of level 0 or 1, years -9999 to 9999.

    Raises DateError, with a sentence that says what would be right.
    """
    day = _plain_day(text)
    if day:
        number = day.toordinal() + _DAY_0
        return Date(text, number, number, "day", "")
    if "/" not in text:
        one = part(text)
        return Date(text, one.start, one.end, one.precision, one.qualifier)
    first, _, last = text.partition("/")
    if "/" in last:
        raise DateError(f"'{text[:60]}' has more than one '/': an interval is FIRST/LAST")
    start = None if first in ("", "..") else part(first)
    end = None if last in ("", "..") else part(last)
    if start is None and end is None:
        raise DateError(f"'{text}' is an interval with neither end: write at least one")
    if start and end and start.start > end.end:
        raise DateError(f"'{text}' ends before it begins")
    qualifiers = {p.qualifier for p in (start, end) if p and p.qualifier}
    return Date(
        text,
        start.start if start else OPEN_START,
        end.end if end else OPEN_END,
        "interval" if start and end else "open",
        qualifiers.pop() if len(qualifiers) == 1 else "%" if qualifiers else "",
    )


def _plain_day(text: str) -> datetime.date | None:
    """A day written YYYY-MM-DD, which most dates are by far. None for whatever takes a closer look."""
    if len(text) == 10 and text[4] == text[7] == "-":
        try:
            return datetime.date.fromisoformat(text)
        except ValueError:
            pass
    return None


def part(text: str) -> Part:
    """Read one date that is not an interval. Raises DateError."""
    plain = _plain_day(text)
    if plain:
        number = plain.toordinal() + _DAY_0
        return Part(plain.year, plain.month, plain.day, "day", "", number, number)
    if len(text) == 4 and text.isdecimal() and text.isascii():
        year = int(text)
        return Part(year, 0, 0, "year", "", day_number(year, 1, 1), day_number(year, 12, 31))
    match = re.fullmatch(_ONE, text)
    if not match:
        raise DateError(f"'{text[:60]}' is not a date: write YYYY, YYYY-MM, YYYY-MM-DD, 1955~, 195X or 2010/2014")
    year_text, month_text, day_text, qualifier = match.groups()
    if "X" in year_text:
        if month_text:
            raise DateError(f"'{text}' gives a month of a year that is not known")
        width = 10 ** year_text.count("X")
        # An unspecified digit of a year BC still counts away from year 0: -004X is -0049 to -0040.
        low = int(year_text.replace("X", "0"))
        first, last = (low - width + 1, low) if year_text.startswith("-") else (low, low + width - 1)
        precision = "decade" if width == 10 else "century"
        return Part(low, 0, 0, precision, qualifier, day_number(first, 1, 1), day_number(last, 12, 31))
    year = int(year_text)
    if month_text is None or month_text == "XX":
        if day_text not in (None, "XX"):
            raise DateError(f"'{text}' gives a day of a month that is not known")
        return Part(year, 0, 0, "year", qualifier, day_number(year, 1, 1), day_number(year, 12, 31))
    month = int(month_text)
    if month in SEASONS and day_text is None:
        first_month = SEASONS[month][1]
        last_year, last_month = (year + 1, 2) if first_month == 12 else (year, first_month + 2)
        start = day_number(year, first_month, 1)
        end = day_number(last_year, last_month, days_in(last_year, last_month))
        return Part(year, month, 0, "season", qualifier, start, end)
    if not 1 <= month <= 12:
        raise DateError(f"'{text}' has month {month_text}: months are 01 to 12, seasons 21 to 24")
    if day_text is None or day_text == "XX":
        start = day_number(year, month, 1)
        return Part(year, month, 0, "month", qualifier, start, start + days_in(year, month) - 1)
    day = int(day_text)
    if not 1 <= day <= days_in(year, month):
        raise DateError(f"'{text}' has day {day_text}: that month has {days_in(year, month)} days")
    number = day_number(year, month, day)
    return Part(year, month, day, "day", qualifier, number, number)
