"""Dates, money and numbers as a person writes them. Only a terminal, a page or a picture shows them so."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, SupportsFloat

from tpcli.dates import edtf
from tpcli.dates.edtf import Part, Piece, is_evenly
from tpcli.dates.seasons import SEASONS

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


_TENS = {"0X": "Jan–Sep", "1X": "Oct–Dec"}
"""Months of which only the first digit is known."""


@lru_cache(maxsize=4096)
def human(text: str | None) -> str:
    """An EDTF date for people: 24 Feb 1955, Feb 1955, c. 1955, 1950s, 5–9 Jul 2018, 8 or 9 Jan 2024, since Jul 2018.

    What has no words of its own, such as `1X5X`, is shown as it is written. `tpcli.dates.typed` reads all of it back.
    """
    if not text:
        return ""
    kind, pieces = edtf.apart(text)
    first, last = pieces[0]
    if kind in ("one", "all"):
        return _set(kind, pieces)
    if kind == "date" or first is last:
        assert first is not None
        return _one(first)
    if first and last:
        return _interval(first, last)
    if first:
        return f"since {_one(first)}" if text.endswith("..") else f"{_one(first)}–?"
    assert last is not None
    return f"until {_one(last)}" if text.startswith("..") else f"?–{_one(last)}"


def decade_of(text: str) -> str:
    """A heading for the decade that an EDTF date begins in: `1950s`, `before 1 AD`, or `open`."""
    start = edtf.parse(text).start
    year = edtf.civil(start)[0]
    return "open" if start == edtf.OPEN_START else f"{year // 10 * 10}s" if year > 0 else "before 1 AD"


def _one(part: Part) -> str:
    time = f" {part.time.replace('Z', ' UTC')}" if part.time else ""
    known = part.marks[: part.known]
    if is_evenly(part) or (len(set(known)) == 1 and known[0] == part.qualifier):
        return _qualified(_bare(part) + time, part.qualifier)
    if edtf.together(known) != part.qualifier:
        return _written(part) + time
    return _in_parts(part) + time


def _qualified(text: str, qualifier: str) -> str:
    return {"": "{}", "~": "c. {}", "?": "{}?", "%": "c. {}?"}[qualifier].format(text)


def _in_parts(part: Part) -> str:
    """Day, month and year with those in parentheses that are doubtful: 11 (c. Jun 2004)."""
    groups: list[tuple[str, list[str]]] = []
    for word, mark in zip(_words(part), part.marks[::-1][-part.known :], strict=True):
        if not word or "–" in word:
            return _written(part)
        if groups and groups[-1][0] == mark:
            groups[-1][1].append(word)
        else:
            groups.append((mark, [word]))
    return " ".join(f"({_qualified(' '.join(g), mark)})" if mark else " ".join(g) for mark, g in groups)


def _bare(part: Part) -> str:
    year, month, day = part.digits
    if part.known == 1 and "X" in year:
        return _years(part)
    if not day.strip("X") and month in _TENS and "X" not in year:
        return f"{_TENS[month]} {_year(int(year))}"
    words = _words(part)
    return " ".join(words) if all(words) else part.text


def _words(part: Part) -> list[str]:
    """Day, month and year as far as anything is known of them, with X for a digit that is not: 25, Dec, 156X.

    A part without a word is an empty text.
    """
    year, month, day = part.digits
    words = [_year(int(year)) if "X" not in year else year if not year.startswith("-") else ""]
    if part.known > 1:
        known = month.isdecimal()
        named = (MONTHS[int(month) - 1] if int(month) < 13 else SEASONS[int(month)].name) if known else ""
        words.insert(0, "XX" if month == "XX" else named)
    if part.known > 2:
        words.insert(0, str(int(day)) if day.isdecimal() else day)
    return words


def _written(part: Part) -> str:
    """The date in EDTF, each doubtful part with its own mark."""
    if is_evenly(part):
        return part.text + part.qualifier
    return "-".join(mark + digits for mark, digits in zip(part.marks, part.digits, strict=True) if digits)


def _years(part: Part) -> str:
    """The years from the first to the last that a year with unknown digits may be."""
    digits = part.digits[0].lstrip("-")
    first, last = part.first[0], part.last[0]
    if digits.rstrip("X").count("X") or digits == "XXXX":
        return part.text
    # 1900s may be ten years or a hundred, and 20s those of any century.
    if part.precision == "decade" and first % 100 and first > 100:
        return f"{first}s"
    return _from_to(_year(first), _year(last))


def _year(year: int) -> str:
    return str(year) if year >= 1000 else f"{year} AD" if year > 0 else f"{1 - year} BC"


def _from_to(first: str, last: str) -> str:
    """A range of dates in words: 1949–1956, 50–41 BC, Mar 2019 – Jun 2020."""
    for era in (" BC", " AD"):
        if all(re.fullmatch(rf"\d+{era}", end) for end in (first, last)):
            first = first.removesuffix(era)
            return f"{first}–{last}"
    if "–" in first + last:
        return f"{first} to {last}"
    return f"{first}–{last}" if " " not in first + last else f"{first} – {last}"


def _interval(start: Part, end: Part) -> str:
    """An interval with what both ends share written once."""
    if _shared(start, end):
        if start.known == 3:
            if start.first[1] == end.first[1]:
                days = f"{start.first[2]}–{end.first[2]}" if start.first != end.first else f"{start.first[2]}"
                return _qualified(f"{days} {_month_and_year(start)}", start.qualifier)
            first = f"{start.first[2]} {MONTHS[start.first[1] - 1]}"
            return _qualified(f"{first} – {_bare(end)}", start.qualifier)
        if start.first == end.first:
            return _one(start)
        return _qualified(f"{MONTHS[start.first[1] - 1]}–{_bare(end)}", start.qualifier)
    return _from_to(_one(start), _one(end))


def _shared(*parts: Part) -> bool:
    """Whether these are days or months of one year, with the same doubt, if any, about the whole of each."""
    one = parts[0]
    return all(
        part.precision == one.precision
        and (part.precision, part.known) in (("day", 3), ("month", 2))
        and part.digits[0] == one.digits[0]
        and part.qualifier == one.qualifier
        and is_evenly(part)
        and not part.time
        for part in parts
    )


def _month_and_year(part: Part) -> str:
    return f"{MONTHS[part.first[1] - 1]} {_year(part.first[0])}"


def _set(kind: str, pieces: tuple[Piece, ...]) -> str:
    """One or all of several dates: 8 or 9 Jan 2024, 1960 and Dec 1961, Dec 1760 or earlier, between 1955 and 1960."""
    first, last = pieces[0]
    if kind == "one" and len(pieces) == 1 and first and last and first is not last:
        return f"between {_one(first)} and {_one(last)}"
    simple = [piece.first for piece in pieces if piece.first and piece.first is piece.last]
    words: list[str] = []
    if len(simple) == len(pieces) > 1 and _shared(*simple) and not simple[0].qualifier:
        if simple[0].known == 2:
            words = [MONTHS[part.first[1] - 1] for part in simple[:-1]] + [_one(simple[-1])]
        elif len({part.first[1] for part in simple}) == 1:
            words = [str(part.first[2]) for part in simple[:-1]] + [_one(simple[-1])]
    words = words or [_piece(kind, piece) for piece in pieces]
    joint = " or " if kind == "one" else " and "
    if len(words) == 1:
        return words[0]
    before = "," if any(joint in word for word in words) else ""
    return f"{', '.join(words[:-1])}{before}{joint}{words[-1]}"


def _piece(kind: str, piece: Piece) -> str:
    first, last = piece
    if first and last:
        return _one(first) if first is last else _interval(first, last)
    if first:
        return f"{_one(first)} or later" if kind == "one" else f"since {_one(first)}"
    assert last is not None
    return f"{_one(last)} or earlier" if kind == "one" else f"until {_one(last)}"


def amount(number: SupportsFloat) -> str:
    """A number of money in words of at most four figures: 1.5 billion, 620 million, 75 000 as 75,000."""
    value = float(number)
    for size, name in ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")):
        if abs(value) >= size:
            return f"{value / size:,.0f} {name}" if value >= 1000 * size else f"{value / size:.4g} {name}"
    return f"{value:,.0f}" if value.is_integer() else f"{value:,.2f}"


_SHORT = {"trillion": "tn", "billion": "bn", "million": "m"}


def money(value: Mapping[str, Any], *, short: bool = False) -> str:
    """A deal's value for people, as `worth` says it."""
    return worth(value["amount"], value["currency"], value.get("amount_max"), bool(value.get("disputed")), short=short)


def worth(
    least: SupportsFloat,
    currency: str,
    most: SupportsFloat | None = None,
    disputed: bool = False,
    *,
    short: bool = False,
) -> str:
    """A sum of money for people: USD 1–1.5 billion (disputed); short for a table: USD 1–1.5 bn ?."""
    low = amount(least)
    if most is not None:
        upper = amount(most)
        same = low.split(" ")[1:] == upper.split(" ")[1:]
        shown = f"{low.split(' ')[0]}–{upper}" if same else f"{low} – {upper}"
    else:
        shown = "free of charge" if least == 0 else low
    named = shown if least == 0 and most is None else f"{currency} {shown}"
    if short:
        named = " ".join(_SHORT.get(word, word) for word in named.split(" "))
    return named + ((" ?" if short else " (disputed)") if disputed else "")
