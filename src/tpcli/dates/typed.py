"""Dates as people type them, on the command line and in tables: EDTF, and the ways in which people write dates.

One reader for filters, `add` and `import`. It gives EDTF, so that what is approximate stays so, and filters take the
days of that. Every number of a text is accounted for, or the text is refused; what can be read in two ways is refused
with both. Whatever `tpcli.dates.readable` shows is read back.
"""

import re
from datetime import date
from typing import NamedTuple

from tpcli.dates import edtf
from tpcli.dates.edtf import Date, DateError
from tpcli.errors import UsageError

HOW = (
    "write it as 1955, 1955-02, 1955-02-24, 1950s, 'July 2018', '5-9 Jul 2018', 'before 1955', today or '10 years ago'"
)
LONGEST = 200

_EDTF = r"[-0-9XYEST~?%./\[\]{},:Z+]+"
"""Texts that can only be meant as EDTF, so that errors are told in terms of EDTF."""


class Days(NamedTuple):
    """A stretch of time as Julian day numbers, both ends inclusive."""

    start: int
    end: int


def days(typed: str, option: str) -> Days:
    """The days that a user means. Raises UsageError, naming the option, what is wrong and how to write it."""
    try:
        found = read(typed, date.today())
    except DateError as error:
        told = str(error)
        raise UsageError(f"{option}: {told}" + ("" if " write " in told else f"; {HOW}")) from None
    return Days(found.start, found.end)


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


def read(typed: str, today: date | None = None, order: str | None = None) -> Date:
    """The date that somebody means, as EDTF.

    `today` is the day that `last year` hangs on, which is refused without. `order`, dmy or mdy, settles what 03/04/1955
    is, which is refused without. Raises DateError with a sentence that says why, what the readings are, or how to write
    it.
    """
    text = " ".join(typed.split())
    try:
        return edtf.parse(text)
    except DateError as error:
        wrong = error
    if not text:
        raise DateError("there is no date: it is empty")
    if len(text) > LONGEST:
        raise DateError("is too long for a date", f"{text[:60]}…")
    from tpcli.dates import phrases

    lower = phrases.folded(text)
    try:
        return edtf.parse(phrases.Reader(lower, order, today).edtf())
    except DateError as error:
        told = error
    if told.reason:
        raise DateError(told.reason, text if told.text in ("", lower) else told.text)
    raise wrong if re.fullmatch(_EDTF, text) else DateError("is not a date", text)
