"""Dates, money and numbers as a person writes them. Only a terminal, a page or a picture shows them so."""

import json
from functools import lru_cache

from tpcli.dates import edtf

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@lru_cache(maxsize=4096)
def human(text: str | None) -> str:
    """An EDTF date for people: 24 Feb 1955, Feb 1955, c. 1955, 1950s, 5–9 Jul 2018, 2010–2014, since Jul 2018."""
    if not text:
        return ""
    first, slash, last = text.partition("/")
    if not slash:
        return _one(edtf.part(text))
    start = edtf.part(first) if first not in ("", "..") else None
    end = edtf.part(last) if last not in ("", "..") else None
    if start and end:
        return _interval(start, end)
    if start:
        return f"since {_one(start)}" if last == ".." else f"{_one(start)}–?"
    assert end is not None
    return f"until {_one(end)}" if first == ".." else f"?–{_one(end)}"


def _one(part: edtf.Part) -> str:
    return _qualified(_bare(part), part.qualifier)


def _qualified(text: str, qualifier: str) -> str:
    return {"": "{}", "~": "c. {}", "?": "{}?", "%": "c. {}?"}[qualifier].format(text)


def _bare(part: edtf.Part) -> str:
    if part.precision == "decade":
        return f"{part.year}s"
    if part.precision == "century":
        return f"{part.year}–{part.year + 99}" if part.year >= 0 else f"{_year(part.year - 99)}–{_year(part.year)}"
    year = _year(part.year)
    if part.precision == "season":
        return f"{edtf.SEASONS[part.month][0]} {year}"
    if part.precision == "month":
        return f"{MONTHS[part.month - 1]} {year}"
    return year if part.precision == "year" else f"{part.day} {MONTHS[part.month - 1]} {year}"


def _year(year: int) -> str:
    return str(year) if year > 0 else f"{1 - year} BC"


def _interval(start: edtf.Part, end: edtf.Part) -> str:
    """An interval with what both ends share written once."""
    if start.qualifier == end.qualifier and start.precision == end.precision and start.year == end.year:
        if start.precision == "day":
            if start.month == end.month:
                days = f"{start.day}–{end.day}" if start.day != end.day else f"{start.day}"
                return _qualified(f"{days} {MONTHS[start.month - 1]} {_year(start.year)}", start.qualifier)
            first = f"{start.day} {MONTHS[start.month - 1]}"
            return _qualified(f"{first} – {_bare(end)}", start.qualifier)
        if start.precision == "month":
            return _qualified(f"{MONTHS[start.month - 1]}–{_bare(end)}", start.qualifier)
    spaced = "–" if " " not in _one(start) + _one(end) else " – "
    return f"{_one(start)}{spaced}{_one(end)}"


def amount(value: float) -> str:
    """A number of money in words of at most four figures: 1.5 billion, 620 million, 75 000 as 75,000."""
    for size, name in ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")):
        if abs(value) >= size:
            return f"{value / size:.4g} {name}"
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.2f}"


def money(text: str | None) -> str:
    """A deal's value for people: USD 1–1.5 billion (disputed)."""
    if not text:
        return ""
    value = json.loads(text)
    low, high = amount(value["amount"]), value.get("amount_max")
    if high is not None:
        upper = amount(high)
        same = low.split(" ")[1:] == upper.split(" ")[1:]
        shown = f"{low.split(' ')[0]}–{upper}" if same else f"{low} – {upper}"
    else:
        shown = "free of charge" if value["amount"] == 0 else low
    named = shown if value["amount"] == 0 and high is None else f"{value['currency']} {shown}"
    return named + (" (disputed)" if value.get("disputed") else "")
