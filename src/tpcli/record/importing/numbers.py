"""Numbers as people write them: what groups the digits and what parts off the fraction, as far as that can be told.

`1.000` is a thousand to some and one to others. One text may tell (`1.234,5`), or another of the same column; where
neither does, the number is refused with its readings.
"""

import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

from tpcli.record.problems import Wrong, quoted

BOTH = ".,"
"""The mark of the fraction in a column whose numbers contradict each other."""

# Blanks of every width, and apostrophes, group digits everywhere and mean nothing else.
_NEUTRAL = re.compile(r"(?<=\d)[ \u00a0\u2009\u202f'’](?=\d{3}(?!\d))")
_GROUPED = r"[1-9]\d{0,2}(?:X\d{3})+|[1-9]\d?(?:X\d\d)+X\d{3}"
"""By thousands, or the Indian way: 12,34,567. X is the mark between the groups."""


def _plain(text: str) -> str:
    return _NEUTRAL.sub("", text.strip())


def _grouped_by(mark: str, text: str) -> bool:
    return re.fullmatch(_GROUPED.replace("X", re.escape(mark)), text) is not None


def fractions(text: str) -> str:
    """The marks that may part off the fraction in a number: `.`, `,` or either (BOTH); empty where it has neither."""
    text = _plain(text)
    marks = [mark for mark in BOTH if mark in text]
    if len(marks) == 2:
        return max(marks, key=text.rindex)
    if not marks:
        return ""
    (mark,), other = marks, BOTH.replace(marks[0], "")
    if not _grouped_by(mark, text):
        return mark
    return other if text.count(mark) > 1 else BOTH


def settled(texts: Iterable[str]) -> str | None:
    """The mark of the fraction in a column: `.` or `,`; BOTH where its numbers contradict each other, None where no
    number tells.
    """
    clear: set[str] = set()
    doubtful: set[str] = set()
    for text in texts:
        if not re.fullmatch(r"[\d.,' \u00a0\u2009\u202f’]+", text.strip() or "-"):
            continue
        mark = fractions(text)
        if mark == BOTH:
            doubtful.update(c for c in text if c in BOTH)
        elif mark:
            clear.add(mark)
    if len(clear) == 2 or len(doubtful) == 2:
        return BOTH
    return clear.pop() if clear else None


def number_of(text: str, mark: str | None = None) -> str:
    """A number in digits, with a point before its fraction if it has one: `1.234,50` is 1234.5, `1,00,000` 100000.

    `mark` parts off the fraction in the column, as `settled` says. Raises Wrong where there is no number, or two.
    """
    plain = _plain(text)
    own = fractions(plain)
    if own == BOTH and mark in (None, BOTH):
        sign = "." if "." in plain else ","
        small = plain.replace(sign, ".").rstrip("0").rstrip(".")
        raise Wrong("not-a-number", f"{quoted(text)} can be read as {plain.replace(sign, '')} or as {small}")
    if own and mark == BOTH:
        raise Wrong("not-a-number", f"{quoted(text)} can't be told: numbers of its column are written in both ways")
    if own and own != BOTH and mark is not None and own != mark:
        raise Wrong("not-a-number", f"{quoted(text)} contradicts the other numbers of its column")
    fraction = mark if own == BOTH else own
    groups = BOTH.replace(fraction, "") if fraction else ""
    whole, _, rest = plain.partition(fraction) if fraction else (plain, "", "")
    if groups and groups in whole:
        if not _grouped_by(groups, whole):
            raise Wrong("not-a-number", f"{quoted(text)} is not a number: write digits only, such as 1500000")
        whole = whole.replace(groups, "")
    try:
        if not re.fullmatch(r"\d{1,30}", whole or "0") or not re.fullmatch(r"\d{0,30}", rest):
            raise InvalidOperation
        number = Decimal(f"{whole or '0'}.{rest or '0'}")
    except InvalidOperation:
        raise Wrong("not-a-number", f"{quoted(text)} is not a number: write digits only, such as 1500000") from None
    return f"{number:f}".rstrip("0").rstrip(".")
