"""Mending a record without asking: how words are spelled, dates written, letters encoded and events
ordered.

Nothing is guessed: a word is mended where what stands there means one word of the vocabulary, a date where people
would read one. Nothing is written here.
"""

import io
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from tpcli.dates import edtf
from tpcli.errors import TpcliError
from tpcli.record.choices import CHOICES
from tpcli.record.entries import Vocabulary
from tpcli.record.fields import FIELDS, LISTS, SINGULAR
from tpcli.record.importing.dates import date_of
from tpcli.record.importing.words import word, words_of
from tpcli.record.problems import Finding, Path, RecordError, Wrong
from tpcli.record.reading.content import Unreadable
from tpcli.record.reading.csv import rows
from tpcli.record.reading.files import RecordFile, record_files
from tpcli.record.reading.formats import whole
from tpcli.record.reading.jsonl import lines
from tpcli.record.reading.opened import Opened
from tpcli.record.writing.insertion import BOM
from tpcli.record.writing.ordering import in_order
from tpcli.record.writing.scalars import with_values
from tpcli.text.folding import composed_prose, fold

ROUNDS = 20
"""How often a record is looked through again: after 1000 errors the rest of it is left unread."""

Look = Callable[[str, Sequence[RecordFile]], Opened]
"""Reads a record from files in place of those on disk, with problems in its findings."""

Mend = Callable[[str], str | None]
"""The text to write instead; None where that can't be told."""


class Mended(NamedTuple):
    """A file of a record, as it is and as it would be."""

    file: RecordFile
    old: bytes
    new: bytes


def mended(location: str, look: Look) -> list[Mended]:
    """The files of a record in which something can be mended. Raises TpcliError where there is no record."""
    files = record_files(location)
    before = [file.read() for file in files]
    now = list(before)
    for _ in range(ROUNDS):
        try:
            record = look(location, [file._replace(content=held) for file, held in zip(files, now, strict=True)])
        except RecordError:
            break
        findings = record.findings.found
        new = [
            _mended(file, content, [one for one in findings if one.file == n], record.vocabulary)
            for n, (file, content) in enumerate(zip(files, now, strict=True))
        ]
        if new == now:
            break
        now = new
    return [Mended(*each) for each in zip(files, before, now, strict=True) if each[1] != each[2]]


def _mended(file: RecordFile, content: bytes, findings: Sequence[Finding], vocabulary: Vocabulary) -> bytes:
    """The file's bytes with what can be mended; `findings` are what is wrong with this file.

    What comes out is read again: it says the same but for what was mended, or the bytes come back as they were.
    """
    try:
        held = _values(file, content)
        mends = _mends(vocabulary)
        values: dict[Path, str] = {}
        for finding in findings:
            if finding.code in mends:
                _mend(held, finding.path, mends[finding.code], values)
        mark = BOM if content.startswith(BOM) else b""
        text = composed_prose(with_values(file.format, content.decode("utf-8-sig"), values))
        new = mark + text.encode()
        order = _order(file, _values(file, new))
        if order:
            new = in_order(file.format, new, order)
        return new if _plain(_expected(file, held, values, order)) == _plain(_values(file, new)) else content
    except (Unreadable, TpcliError, UnicodeDecodeError, ValueError, LookupError):
        return content


def _mends(vocabulary: Vocabulary) -> dict[str, Mend]:
    """How each kind of error is mended, by its code."""
    mends: dict[str, Mend] = {"not-a-date": _date, "unknown-currency": _currency}
    for part, shape in SINGULAR.items():
        terms = getattr(vocabulary, part)
        if terms:
            known = words_of(terms, any_order=part == "countries")
            mends[f"unknown-{shape}"] = lambda text, known=known: word(text, known)  # type: ignore[misc]
    for name, choices in CHOICES.items():
        by_key = {fold(choice).replace(" ", "-"): choice for choice in choices}
        mends[f"unknown-{name}"] = lambda text, by_key=by_key: by_key.get(  # type: ignore[misc]
            fold(text).strip().replace(" ", "-").replace("_", "-")
        )
    return mends


def _date(text: str) -> str | None:
    try:
        return date_of(text)
    except Wrong:
        return None


def _currency(text: str) -> str | None:
    return text.strip().upper() if re.fullmatch(r"\s*[A-Za-z]{3}\s*", text) else None


def _mend(held: Any, path: Path, mend: Mend, values: dict[Path, str]) -> None:
    """Put into `values` the new text at a path, and those of the rest of the list that it is in."""
    above = _at(held, path[:-1])
    if isinstance(above, str):  # One text where a list may stand.
        path = path[:-1]
    several = [(*path[:-1], n) for n in range(len(above))] if isinstance(above, list) else [path]
    for one in several:
        text = _at(held, one)
        new = mend(text) if isinstance(text, str) else None
        if new is not None and new != text:
            values[one] = new


def _at(held: Any, path: Path) -> Any:
    for part in path:
        try:
            held = held[part]
        except (LookupError, TypeError):
            return None
    return held


def _values(file: RecordFile, content: bytes) -> Any:
    """All that a file holds; of one that is read line by line its entries by the numbers of their lines."""
    if file.format in ("yaml", "json"):
        return whole(file, content, _nothing)[0]
    stream = io.BytesIO(content)
    if file.format == "jsonl":
        return {path[0]: entry for found in lines(stream, _nothing, _nothing) for path, entry in found}
    fields = FIELDS[file.section or "events"].values()
    listed = [field.name for field in fields if field.shape in LISTS]
    return {path[0]: entry for path, entry in rows(stream, _nothing, _nothing, listed, [])}


def _nothing(*_: object) -> None:
    """Tell nobody."""


def _events(file: RecordFile, held: Any) -> list[Any]:
    if file.section not in (None, "events"):
        return []
    if isinstance(held, dict) and file.format in ("yaml", "json"):
        held = held.get("events")
    found = list(held.values()) if isinstance(held, dict) else held
    return found if isinstance(found, list) else []


def _order(file: RecordFile, held: Any) -> list[int]:
    """The numbers of the events by their first days; empty where they are in order, or that can't be told."""
    try:
        starts = [edtf.parse(event["date"]).start for event in _events(file, held)]
    except (edtf.DateError, LookupError, TypeError):
        return []
    order = sorted(range(len(starts)), key=starts.__getitem__)
    return order if order != list(range(len(starts))) else []


def _expected(file: RecordFile, held: Any, values: Mapping[Path, str], order: Sequence[int]) -> Any:
    """The new content of the file."""
    for path, value in values.items():
        above = _at(held, path[:-1])
        above[path[-1]] = value
    if not order:
        return held if file.format in ("yaml", "json") else list(held.values())
    events = _events(file, held)
    in_order_ = [events[n] for n in order]
    if isinstance(held, dict) and file.format in ("yaml", "json"):
        return {**held, "events": in_order_}
    return in_order_


def _plain(held: Any) -> Any:
    """The entries to compare: without the numbers of lines, which change, and the encoding of letters."""
    if isinstance(held, dict):
        if held and all(isinstance(key, int) for key in held):
            return [_plain(value) for value in held.values()]
        return {_plain(key): _plain(value) for key, value in held.items()}
    if isinstance(held, list):
        return [_plain(value) for value in held]
    return unicodedata.normalize("NFC", held) if isinstance(held, str) else held
