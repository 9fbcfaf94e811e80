"""Dates in tables: evidence in the column about the order of day and month, and spans of two dates.

What one text means `tpcli.dates.typed` reads.
"""

import re
from collections.abc import Iterable
from datetime import date

from tpcli.dates import edtf
from tpcli.record.problems import Wrong, quoted

ORDERS = {"dmy": "day/month/year", "mdy": "month/day/year"}

_DAYS_FIRST = re.compile(r"([0-9]{1,2})[./ -]+([0-9]{1,2})[./ -]+([0-9]{4})")
_SPREADSHEET = re.compile(r"[T ](00:00:00(\.0+)?|12:00:00 AM)$|(?<=^[0-9]{4})[.,]0+$")
"""The endings of days and years that come out of a spreadsheet or a database: midnight, and a fraction."""

_SERIAL = re.compile(r"[1-9][0-9]{4}([.,][0-9]+)?")
"""A day as spreadsheets count them, from 1899-12-30 on."""


def order_of(texts: Iterable[str]) -> str | None:
    """The order of day and month that a column settles by itself: `dmy`, `mdy`; None where it does not."""
    orders = set()
    for text in texts:
        for one, other, _ in _DAYS_FIRST.findall(text):
            if 12 < int(one) <= 31 and 1 <= int(other) <= 12:
                orders.add("dmy")
            elif 12 < int(other) <= 31 and 1 <= int(one) <= 12:
                orders.add("mdy")
    return orders.pop() if len(orders) == 1 else None


def order_by_names(columns: tuple[str, ...]) -> str | None:
    """The order of day and month that the names of columns say, of which each holds one of them."""
    places = [[n for n, column in enumerate(columns) if word in column.lower()] for word in ("day", "month")]
    if any(len(place) != 1 for place in places) or places[0] == places[1]:
        return None
    return "dmy" if places[0] < places[1] else "mdy"


def is_open(text: str) -> bool:
    """Whether a text holds a date in figures that is another day when its day and month change places."""
    return any(one != other and max(int(one), int(other)) <= 12 for one, other, _ in _DAYS_FIRST.findall(text))


def date_of(text: str, order: str | None = None, today: date | None = None) -> str:
    """A date as people write it, in EDTF, exactly as exact as it is: `5 Jul 2018`, `07/2018`, `2018.0`, `c. 1955`.

    `order` (`dmy` or `mdy`) says what 03/04/1955 is; `yesterday` is read where `today` is given. A time of day stays,
    unless it is midnight to the second. Raises Wrong where it is no date, or could be read as two.
    """
    from tpcli.dates.typed import read

    try:
        return read(_SPREADSHEET.sub("", text.strip()), today, order).text
    except edtf.DateError as error:
        told = str(error)
        if order is None and today is None and is_open(text):
            told = told.replace(": write the one that you mean", ": --date-order says which")
        if _SERIAL.fullmatch(text.strip()):
            told += "; if it is a spreadsheet's number of a day, format that column as dates and save it again"
        raise Wrong("not-a-date", told) from None


def span(start: str, end: str) -> str:
    """Two dates in EDTF, the first and the last, as one. Raises Wrong where the last is before the first."""
    if start == end or any(mark in start + end for mark in "/[{"):
        if start != end:
            raise Wrong("not-a-date", f"{quoted(start)} and {quoted(end)} can't be the first and the last day")
        return start
    try:
        return edtf.parse(f"{start}/{end}").text
    except edtf.DateError as error:
        raise Wrong("not-a-date", str(error)) from None


def may_be_years(written: str) -> bool:
    """Whether a season in EDTF, such as 2021-22, reads like two years to those who do not know EDTF."""
    season = re.fullmatch(r"\d\d(\d\d)-(2[1-4])", written)
    return season is not None and season[1] < season[2]


def has_year(text: str) -> bool:
    """Whether a text names a year, so that it can be a date by itself."""
    return re.search(r"(?<!\d)\d{4}(?!\d)|(?<!\d)\d{8}(?!\d)", text) is not None


def of_texts(texts: tuple[str, ...], order: str | None = None) -> str:
    """The date that the texts of one or several columns give: parts of one date, or its first and its last day, each
    with a time of day or without.
    """
    years = [n for n, text in enumerate(texts) if has_year(text)]
    if len(years) == 2 and years[0] == 0:
        first, last = texts[: years[1]], texts[years[1] :]
        return span(date_of(" ".join(first), order), date_of(" ".join(last), order))
    return date_of(" ".join(texts), order)


def looks_like_date(text: str) -> bool:
    """Whether a cell is a date, in one order of day and month or the other."""
    for order in (None, *ORDERS):
        try:
            date_of(text, order)
            return True
        except Wrong:
            continue
    return False


# Dates that are less exact than they are written


def one_of(start: str, end: str) -> str:
    """One day from the first to the last; the day itself where both are one."""
    first, last = edtf.parse(start).start, edtf.parse(end).end
    if last < first:
        raise Wrong("not-a-date", f"{quoted(end)} is before {quoted(start)}")
    return edtf.iso_day(first) if first == last else f"[{edtf.iso_day(first)}..{edtf.iso_day(last)}]"


def days_around(day: str, count: int) -> str:
    """One of the days that lie at most `count` days away."""
    date = edtf.parse(day)
    return one_of(edtf.iso_day(date.start - count), edtf.iso_day(date.end + count))


def week_around(start: str, end: str | None = None) -> str:
    """One day of a week of which only a day is named, any of the seven, or which is named by its first and last day."""
    days = one_of(start, end or start)
    date = edtf.parse(days)
    return days if date.end - date.start >= 6 else days_around(start, 6)


def month_of(start: str, end: str | None = None) -> str:
    """The month of a day; one of the days from the first to the last, where those lie in two months."""
    (year, month, _), (year_, month_, _) = _civil(start), _civil(end or start)
    return (
        edtf.iso_day(edtf.day_number(year, month, 1))[:-3]
        if (year, month) == (year_, month_)
        else one_of(start, end or start)
    )


def year_of(start: str, end: str | None = None) -> str:
    """The days from the first to the last where those are more than a month, else the year."""
    days = one_of(start, end or start)
    date = edtf.parse(days)
    if date.end - date.start >= 31:
        return days
    (year, *_), (year_, *_) = _civil(start), _civil(end or start)
    whole = edtf.iso_day(edtf.day_number(year, 1, 1))[:-6]
    return whole if year == year_ else f"[{whole}..{edtf.iso_day(edtf.day_number(year_, 1, 1))[:-6]}]"


def _civil(day: str) -> tuple[int, int, int]:
    return edtf.civil(edtf.parse(day).start)
