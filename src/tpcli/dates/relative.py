"""Dates that hang on the day on which they are typed: today, last year, 3 days ago."""

import re
from datetime import date, timedelta

from tpcli.dates import edtf

_COUNTS = {"a": 1, "an": 1, "one": 1}
_UNIT = r"(day|week|month|year|decade|century)"
_AGO = rf"([0-9]{{1,4}}|an?|one) {_UNIT}s? ago"
_PAST = rf"(?:the )?(?:last|past) ([0-9]{{1,4}}) {_UNIT}s"
_WHOLE = rf"(?:the )?(last|this|next|previous|current) {_UNIT}"


def relative(text: str, today: date) -> str | None:
    """Such a date in EDTF; None for any other text, and for days outside the years that Python's calendar has.

    So many days ago is that day. So many weeks, months or years ago is about that day, and marked so.
    """
    if text in ("today", "now", "yesterday", "tomorrow"):
        return _day(today, {"yesterday": -1, "tomorrow": 1}.get(text, 0))
    try:
        if match := re.fullmatch(_AGO, text):
            day = _before(today, int(_COUNTS.get(match[1], 0) or match[1]), match[2])
            return day.isoformat() + ("" if match[2] == "day" else "~")
        if match := re.fullmatch(_PAST, text):
            return f"{_before(today, int(match[1]), match[2]).isoformat()}/{today.isoformat()}"
    except (ValueError, OverflowError):
        return None
    if match := re.fullmatch(_WHOLE, text):
        return _whole(today, {"last": -1, "previous": -1, "next": 1}.get(match[1], 0), match[2])
    return None


def _day(today: date, more: int) -> str | None:
    try:
        return (today + timedelta(more)).isoformat()
    except OverflowError:
        return None


def _before(today: date, count: int, unit: str) -> date:
    from dateutil.relativedelta import relativedelta  # Months of unequal length, 29 February.

    years = {"year": 1, "decade": 10, "century": 100}.get(unit, 0)
    return today - relativedelta(
        years=count * years,
        months=count if unit == "month" else 0,
        weeks=count if unit == "week" else 0,
        days=count if unit == "day" else 0,
    )


def _whole(today: date, more: int, unit: str) -> str | None:
    """The unit that today is in, or one of its neighbours. Weeks begin on Monday."""
    if unit == "day":
        return _day(today, more)
    if unit == "week":
        first, last = (_day(today, 7 * more - today.weekday() + n) for n in (0, 6))
        return f"{first}/{last}" if first and last else None
    if unit == "month":
        over, month = divmod(today.month - 1 + more, 12)
        return edtf.iso(today.year + over, month + 1)
    if unit == "year":
        return edtf.iso(today.year + more)
    width = 10 if unit == "decade" else 100
    first_year = today.year // width + more
    return f"{first_year:03d}X" if unit == "decade" else f"{first_year:02d}XX"
