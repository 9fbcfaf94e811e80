"""Dates as they stand in tables: what the column itself says about the order of day and month, and spans of two dates.

What one text means `tpcli.dates.typed` reads.
"""

import re
from collections.abc import Iterable

from tpcli.dates import edtf
from tpcli.errors import UsageError
from tpcli.record.problems import Wrong, quoted

ORDERS = {"dmy": "day/month/year", "mdy": "month/day/year"}

_TIME = re.compile(r"[T ,]+\d{1,2}:\d\d(:\d\d(\.\d+)?)?\s*([ap]\.?m\.?)?\s*(Z|UTC|GMT|[+-]\d\d:?\d\d)?$", re.IGNORECASE)
# With a point between them two numbers may as well be one, 2018.5.
_YEAR_FIRST = re.compile(r"(\d{4})(?:[./ -](\d{1,2})[./ -](\d{1,2})|[/ -](\d{1,2}))")
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)")
_MONTH_FIRST = re.compile(r"(\d{1,2})[./ -](\d{4})")
_DAYS_FIRST = re.compile(r"(\d{1,2})[./ -]+(\d{1,2})[./ -]+(\d{4})")
_ABOUT = re.compile(r"(?:c\.?|ca\.?|circa|about|approx\.?|~)\s*(\d{4})", re.IGNORECASE)
_YEARS = re.compile(r"(\d{4})\s*(?:[-–—]|to)\s*(\d{4})")
_DECADE = re.compile(r"(\d{3})0s")
_MONTH = re.compile(r"\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b", re.IGNORECASE)


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


def is_open(text: str) -> bool:
    """Whether a text holds a date in figures that is another day when its day and month change places."""
    return any(one != other and max(int(one), int(other)) <= 12 for one, other, _ in _DAYS_FIRST.findall(text))


def date_of(text: str, order: str | None = None) -> str:
    """A date as people write it, in EDTF, exactly as exact as it is: `5 Jul 2018`, `07/2018`, `2018.0`, `c. 1955`.

    `order` (`dmy` or `mdy`) says what 03/04/1955 is. A time of day is left out. Raises Wrong where it is no date, or
    could be read as two.
    """
    text = " ".join(text.split())
    try:
        return edtf.parse(text).text
    except edtf.DateError as error:
        reason = str(error)
    text = re.sub(r"^(\d{4})[.,]0+$", r"\1", _TIME.sub("", text))
    if (match := re.fullmatch(r"(\d{4})/(\d\d)", text)) and int(match[2]) == (int(match[1]) + 1) % 100 <= 12:
        following = int(match[1]) + 1
        raise Wrong("not-a-date", f"{quoted(text)} can be read as {match[1]}-{match[2]} or as {match[1]}/{following}")
    if match := _YEAR_FIRST.fullmatch(text) or _COMPACT.fullmatch(text):
        written = "-".join(part if len(part) == 4 else part.zfill(2) for part in match.groups() if part)
    elif match := _MONTH_FIRST.fullmatch(text):
        written = f"{match[2]}-{match[1].zfill(2)}"
    elif match := _ABOUT.fullmatch(text):
        written = f"{match[1]}~"
    elif match := _YEARS.fullmatch(text):
        written = f"{match[1]}/{match[2]}"
    elif match := _DECADE.fullmatch(text):
        written = f"{match[1]}X"
    elif match := _DAYS_FIRST.fullmatch(text):
        written = _days_first(text, *match.groups(), order=order)
    elif _MONTH.search(text) and len(re.findall(r"\d+", text)) <= 2:
        written = _with_month_name(text)
    elif re.fullmatch(r"\d{4}", text):
        written = text
    else:
        raise Wrong("not-a-date", reason)
    try:
        return edtf.parse(written).text
    except edtf.DateError as error:
        told = "" if text in str(error) else f"{quoted(text)}: "
        raise Wrong("not-a-date", f"{told}{error}") from None


def _days_first(text: str, one: str, other: str, year: str, *, order: str | None) -> str:
    """05/07/2018: day and month in either order, unless only one of them can be the month."""
    first, second = f"{year}-{other.zfill(2)}-{one.zfill(2)}", f"{year}-{one.zfill(2)}-{other.zfill(2)}"
    if order == "dmy" or (order is None and int(one) > 12) or first == second:
        return first
    if order == "mdy" or int(other) > 12:
        return second
    raise Wrong("not-a-date", f"{quoted(text)} can be read as {first} or as {second}: --date-order says which")


def _with_month_name(text: str) -> str:
    from tpcli.dates.typed import days

    try:
        start, end = days(text, "")
    except UsageError as error:
        raise Wrong("not-a-date", str(error).removeprefix(": ").partition(";")[0]) from None
    (year, month, day), last = edtf.civil(start), edtf.civil(end)
    if start == end:
        return f"{year:04}-{month:02}-{day:02}"
    return f"{year:04}-{month:02}" if last[1] == month else f"{year:04}"


def span(start: str, end: str) -> str:
    """Two dates in EDTF, the first and the last, as one. Raises Wrong where the last is before the first."""
    if start == end or "/" in start or "/" in end:
        if start != end:
            raise Wrong("not-a-date", f"{quoted(start)} and {quoted(end)} can't be the first and the last day")
        return start
    try:
        return edtf.parse(f"{start}/{end}").text
    except edtf.DateError as error:
        raise Wrong("not-a-date", str(error)) from None


def has_year(text: str) -> bool:
    """Whether a text names a year, so that it can be a date by itself."""
    return re.search(r"(?<!\d)\d{4}(?!\d)|(?<!\d)\d{8}(?!\d)", text) is not None


def of_texts(texts: tuple[str, ...], order: str | None = None) -> str:
    """The date that the texts of one or several columns give: parts of one date, or its first and its last day."""
    if len(texts) == 2 and all(map(has_year, texts)):
        return span(date_of(texts[0], order), date_of(texts[1], order))
    return date_of(" ".join(texts), order)
