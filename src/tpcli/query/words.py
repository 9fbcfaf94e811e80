"""Words as a user types them, and the words of the record that they mean."""

import sqlite3
from collections.abc import Iterable, Sequence

from tpcli.errors import UsageError
from tpcli.query.filters import FILTERS
from tpcli.query.finding import candidates, only
from tpcli.query.question import Words
from tpcli.record.choices import CHOICES
from tpcli.text.folding import key, nearest
from tpcli.text.nearest import Unknown
from tpcli.text.shell import pasted

ENTRIES = {"deal": "deals", "source": "sources", "claimed-by": "sources"}
"""The filters whose words are ids, and the entries that these are of."""


def alternatives(connection: sqlite3.Connection, name: str, typed: Iterable[str]) -> Words:
    """The words that a filter asks for, any of the texts: each is `A`, or `A+B` for both. Raises UsageError.

    `A,B` is two texts, unless a word is called so.
    """
    found: list[tuple[str, ...]] = []
    for text in typed:
        try:
            found.append((word(connection, name, text.strip()),))
        except UsageError:
            for alternative in _parts(text, ",") or [text]:
                both = _parts(alternative, "+")
                if not both and alternative == text:
                    raise
                found.append(tuple(word(connection, name, part) for part in both or [alternative]))
    return tuple(found)


def _parts(text: str, sign: str) -> list[str]:
    """The parts of a text, where a sign parts it into several."""
    parts = [part.strip() for part in text.split(sign) if part.strip()]
    return parts if len(parts) > 1 else []


def word(connection: sqlite3.Connection, name: str, typed: str) -> str:
    """The word of the record that a filter's value means. Raises UsageError, naming the nearest."""
    if name == "status":
        return _status(connection, typed)
    if name in ENTRIES:
        found = _entry(connection, name, typed)
        if found is not None:
            return found
    try:
        return resolve(connection, FILTERS[name].fields, typed, name.replace("-", " "))
    except Unknown:
        if name == "kind" and typed.lower() in CHOICES["source-kind"]:
            query = f"select id, title from sources where kind = '{typed.lower()}'"
            raise UsageError(
                f"'{typed}' is a kind of source, and --kind asks for kinds of events: {pasted('tpcli', 'sql', query)}"
            ) from None
        raise


def _entry(connection: sqlite3.Connection, name: str, typed: str) -> str | None:
    """The id that is meant by what was typed for one; None where nothing is. Raises UsageError for several."""
    marks = ", ".join("?" * len(FILTERS[name].fields))
    entries = candidates(connection, typed, (ENTRIES[name],))
    if len(entries) > 1:
        asked = f"SELECT 1 FROM term WHERE field IN ({marks}) AND value = ?"
        used = [e for e in entries if connection.execute(asked, (*FILTERS[name].fields, e.id)).fetchone()]
        entries = used or entries
    return only(typed, entries).entry.id if entries else None


def resolve(connection: sqlite3.Connection, fields: Sequence[str], typed: str, noun: str) -> str:
    """The word of these fields that a user means, by code, name or alias. Raises UsageError, naming the nearest."""
    marks = ", ".join("?" * len(fields))
    found = [
        value
        for (value,) in connection.execute(
            f"SELECT DISTINCT value FROM alias WHERE field IN ({marks}) AND key = ?", (*fields, key(typed) or typed)
        )
    ]
    if len(found) == 1:
        return str(found[0])
    if typed in found:
        return typed
    if found:
        raise UsageError(f"'{typed}' is more than one {noun}: {', '.join(sorted(found))}")
    by_name = {
        name: value
        for value, name in connection.execute(
            f"SELECT value, name FROM term WHERE field IN ({marks}) ORDER BY field, value", fields
        )
    }
    keys = dict(connection.execute(f"SELECT key, value FROM alias WHERE field IN ({marks})", fields))
    near = list(dict.fromkeys(keys.get(key(word)) or by_name[word] for word in nearest(typed, [*by_name, *keys])))
    names = {value: name for name, value in by_name.items()}
    shown = [f"'{value}'" + (f" ({names[value]})" if key(names[value]) != key(value) else "") for value in near]
    listed = list(by_name.values()) if len(by_name) <= 25 and not near else []
    raise Unknown(noun, typed, listed, "known" if listed else "", where=" in this record", near=shown)


def statuses(connection: sqlite3.Connection) -> list[str]:
    """The statuses that stages give a deal, in the vocabulary's order."""
    found = connection.execute(
        "SELECT status FROM term WHERE field = 'stage' AND status IS NOT NULL GROUP BY status ORDER BY min(term)"
    )
    return [status for (status,) in found]


def _status(connection: sqlite3.Connection, typed: str) -> str:
    known = statuses(connection)
    for status in known:
        if key(status) == key(typed):
            return status
    raise Unknown("status", typed, known, "known")
