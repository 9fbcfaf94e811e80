"""Dates as a user types them on the command line: EDTF first, then the ways in which people write dates.

python-dateutil reads what is not EDTF, and is loaded only then. What it would have to guess is refused.
"""

import re
from datetime import UTC, date, datetime
from typing import NamedTuple

from tpcli.dates import edtf
from tpcli.environment import here
from tpcli.errors import UsageError

HOW = "write it as 1955, 1955-02, 1955-02-24, 1950s, 'July 2018', '5 Jul 2018', today or '10 years ago'"

# Not compiled here: most dates are EDTF, and every start would pay for it.
_AGO = r"(\d{1,4})\s+(day|week|month|year)s?\s+ago"
_DECADE = r"(-?\d{3}0)s"
_NUMERIC = r"(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d{2})"


class Days(NamedTuple):
    """A stretch of time as Julian day numbers, both ends inclusive."""

    start: int
    end: int


def days(typed: str, option: str) -> Days:
    """The days that a user means. Raises UsageError, naming the option, what is wrong and how to write it."""
    text = " ".join(typed.split())
    try:
        read = edtf.parse(text)
        return Days(read.start, read.end)
    except edtf.DateError as error:
        if re.fullmatch(r"-?\d{4}-\d\d(-\d\d)?", text):
            raise UsageError(f"{option}: {error}") from None
    lower = text.lower()
    decade = re.fullmatch(_DECADE, lower)
    if decade:
        year = int(decade[1])
        return Days(edtf.day_number(year, 1, 1), edtf.day_number(year + 9, 12, 31))
    relative = _relative(lower)
    if relative:
        number = edtf.day_number(relative.year, relative.month, relative.day)
        return Days(number, number)
    return _read(text, option)


def span(from_: str | None, to: str | None, year: str | None) -> tuple[int | None, int | None]:
    """The first and the last day of `--from`, `--to` and `--year` together. Raises UsageError."""
    start = days(from_, "--from").start if from_ is not None else None
    end = days(to, "--to").end if to is not None else None
    if start is not None and end is not None and start > end:
        raise UsageError(f"--from {from_} is after --to {to}: there is nothing in between")
    if year is not None:
        whole = days(year, "--year")
        start = whole.start if start is None else max(start, whole.start)
        end = whole.end if end is None else min(end, whole.end)
        if start > end:
            raise UsageError(f"--year {year} lies outside --from and --to")
    return start, end


def _relative(text: str) -> date | None:
    today = here().today()
    if text in ("today", "now"):
        return today
    if text == "yesterday":
        return date.fromordinal(today.toordinal() - 1)
    match = re.fullmatch(_AGO, text)
    if not match:
        return None
    from dateutil.relativedelta import relativedelta

    count = int(match[1])
    unit = match[2]
    delta = relativedelta(
        years=count if unit == "year" else 0,
        months=count if unit == "month" else 0,
        weeks=count if unit == "week" else 0,
        days=count if unit == "day" else 0,
    )
    try:
        return today - delta
    except (ValueError, OverflowError):
        return None


def _read(text: str, option: str) -> Days:
    numeric = re.fullmatch(_NUMERIC, text)
    if numeric:
        _numeric(text, numeric, option)
    from dateutil import parser

    try:
        # What the text leaves out is taken from the default; so two defaults show what it leaves out.
        first = parser.parse(text, default=datetime(2000, 1, 1, tzinfo=UTC), dayfirst=True)
        second = parser.parse(text, default=datetime(2001, 2, 2, tzinfo=UTC), dayfirst=True)
    except (ValueError, OverflowError, TypeError, AttributeError):
        raise UsageError(f"{option}: '{text}' is not a date; {HOW}") from None
    if first.year != second.year:
        raise UsageError(f"{option}: '{text}' names no year; {HOW}")
    if not re.search(r"\d{4}", text):
        raise UsageError(f"{option}: the year in '{text}' has fewer than four digits; {HOW}")
    if first.month != second.month:
        if first.day == second.day:
            raise UsageError(f"{option}: '{text}' names a day but no month; {HOW}")
        return Days(edtf.day_number(first.year, 1, 1), edtf.day_number(first.year, 12, 31))
    if first.day != second.day:
        last = edtf.days_in(first.year, first.month)
        return Days(edtf.day_number(first.year, first.month, 1), edtf.day_number(first.year, first.month, last))
    number = edtf.day_number(first.year, first.month, first.day)
    return Days(number, number)


def _numeric(text: str, match: re.Match[str], option: str) -> None:
    """Refuse 03/04/1955, which is a day in April to some and in March to others."""
    first, second, year = int(match[1]), int(match[2]), match[3]
    if len(year) < 4:
        raise UsageError(f"{option}: the year in '{text}' has fewer than four digits; {HOW}")
    if first != second and 1 <= first <= 12 and 1 <= second <= 12:
        one, two = f"{year}-{second:02d}-{first:02d}", f"{year}-{first:02d}-{second:02d}"
        raise UsageError(f"{option}: '{text}' can be read as {one} or as {two}: write the one that you mean")
