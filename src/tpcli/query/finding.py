"""The entry that a person means: by its id in any case, the beginning of one, a name, words of a title, an address.

The ways are tried in that order, and the first that leads anywhere decides. A source is meant by its name only where no
deal, event or fact is.
"""

import sqlite3
from collections.abc import Callable, Sequence
from itertools import product
from typing import NamedTuple

from tpcli.errors import UsageError
from tpcli.query.nouns import NOUNS
from tpcli.text.folding import fold, key, slug, tokens
from tpcli.text.nearest import Unknown
from tpcli.text.safe import plain

ORDER = ("deals", "events", "facts", "sources")
"""In which several are named: a deal leads on to its events."""
MOST = 50
"""How many of those that may be meant are looked at."""
LISTED = 8
"""How many of them an error names."""


class Entry(NamedTuple):
    """An entry that may be meant."""

    noun: str
    """In the plural, as in `NOUNS`."""
    id: str
    title: str
    deal: str | None
    """The deal that an event belongs to."""


class Meant(NamedTuple):
    """The entry that was meant."""

    entry: Entry
    others: int
    """How many more answer to what was typed, all of which that entry leads on to."""


def meant(connection: sqlite3.Connection, typed: str, nouns: Sequence[str] = ORDER) -> Meant:
    """The one entry of these nouns that somebody means. Raises UsageError, naming them where it may be several."""
    entries = candidates(connection, typed, nouns)
    if not entries:
        raise _unknown(connection, typed, nouns)
    return only(typed, entries)


def only(typed: str, entries: Sequence[Entry]) -> Meant:
    """The one of these that may be meant. Raises UsageError, naming them, where it may be several."""
    one = entries[0] if len(entries) == 1 else _leading(entries)
    if one is None:
        raise UsageError(_several(typed, entries))
    return Meant(one, len(entries) - 1)


def candidates(connection: sqlite3.Connection, typed: str, nouns: Sequence[str] = ORDER) -> list[Entry]:
    """All entries that may be meant, at most `MOST`, in `ORDER`; an exact id is the only one."""
    wanted = typed.strip()
    if not wanted:
        return []
    ways: tuple[_Way, ...] = (
        _of_id, _of_id_in_any_case, _of_address, _of_name, _beginning, _of_title, _of_title_that_goes_on,
    )  # fmt: skip
    own = [noun for noun in ORDER if noun in nouns and noun != "sources"]
    for group in (own, [noun for noun in nouns if noun == "sources"]):
        for way in ways:
            found = [entry for noun in group for entry in way(connection, noun, wanted)][:MOST]
            if found:
                return found
    return []


def called(connection: sqlite3.Connection, typed: str) -> list[Entry]:
    """The entries whose id, name, title or address is just that, in `ORDER`; else the one that is meant by a part."""
    wanted = typed.strip().strip('"')
    named = [
        entry
        for way in (_of_id, _of_id_in_any_case, _of_address, _of_name)
        for noun in ORDER
        for entry in (way(connection, noun, wanted) if wanted else ())
    ]
    if named:
        return list(dict.fromkeys(named))
    entries = candidates(connection, wanted)
    leading = _leading(entries)
    return [leading] if leading else []


def each(connection: sqlite3.Connection, typed: str) -> list[str]:
    """The texts parted by commas where each of them is called so, and nothing is called all of it; else the text."""
    parts = [part.strip() for part in typed.split(",")]
    several = len(parts) > 1 and all(called(connection, part) for part in parts) and not called(connection, typed)
    return parts if several else [typed]


def place_of(connection: sqlite3.Connection, id_: str) -> tuple[int, int]:
    """The number of the file that an entry is in, and its line there, from 1."""
    either = " UNION ALL ".join(f"SELECT file, line FROM {NOUNS[noun].table} WHERE id = :id" for noun in ORDER)
    file, line = connection.execute(f"{either} LIMIT 1", {"id": id_}).fetchone()
    return file, line


def _leading(entries: Sequence[Entry]) -> Entry | None:
    """The deal that all events among the entries belong to, where it is the only one; None if there is none such."""
    deals = [entry for entry in entries if entry.noun == "deals"]
    if len(deals) != 1 or len(entries) >= MOST:
        return None
    events = [entry for entry in entries if entry.noun == "events"]
    return deals[0] if all(event.deal == deals[0].id for event in events) else None


_Way = Callable[[sqlite3.Connection, str, str], list[Entry]]
"""A way to find entries of a noun by what was typed."""


def _select(connection: sqlite3.Connection, noun: str, where: str, *params: str) -> list[Entry]:
    title = "e.statement" if noun == "facts" else "e.title"
    deal = "e.deal" if noun == "events" else "NULL"
    sql = (
        f"SELECT e.id, {title}, {deal} FROM {NOUNS[noun].table} AS e WHERE {where} ORDER BY e.start, e.id LIMIT {MOST}"
    )
    return [Entry(noun, *row) for row in connection.execute(sql, params)]


def _of_id(connection: sqlite3.Connection, noun: str, typed: str) -> list[Entry]:
    return _select(connection, noun, "e.id = ?", typed)


def _of_id_in_any_case(connection: sqlite3.Connection, noun: str, typed: str) -> list[Entry]:
    return _select(connection, noun, "e.id IN (?, ?)", slug(typed), fold(typed)) or _like(connection, noun, typed, "")


def _beginning(connection: sqlite3.Connection, noun: str, typed: str) -> list[Entry]:
    found = _like(connection, noun, typed, "%")
    words = slug(typed)
    return found or (_like(connection, noun, words, "%") if words and words != typed else [])


def _like(connection: sqlite3.Connection, noun: str, typed: str, rest: str) -> list[Entry]:
    """Entries whose id is the text in any case, and what `rest` stands for in LIKE.

    Ids are in order in an index by their bytes, in which LIKE can't look anything up: it is given the stretches where
    ids begin so, with each case of the first letters. Among a million ids it would else take a third of a second.
    """
    letters = [sorted({c.lower(), c.upper()} if c.isascii() else {c}) for c in typed[:3]]
    begins = ["".join(one) for one in product(*letters)]
    within = " OR ".join(["e.id >= ? AND e.id < ?"] * len(begins))
    bounds = [bound for begin in begins for bound in (begin, begin + "\U0010ffff")]
    return _select(connection, noun, f"({within}) AND e.id LIKE ? ESCAPE '\\'", *bounds, _literal(typed) + rest)


def _literal(text: str) -> str:
    """The text for LIKE, which it matches in any case and nothing else."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _of_address(connection: sqlite3.Connection, noun: str, typed: str) -> list[Entry]:
    """The source at an address, with or without its scheme and the slash at its end."""
    address = typed.partition("://")[2] or typed
    if noun != "sources" or "." not in address:
        return []
    host = address.rstrip("/").removeprefix("www.")
    spelled = [
        f"{scheme}{www}{host}{slash}"
        for scheme in ("https://", "http://")
        for www in ("", "www.")
        for slash in ("", "/")
    ]
    marks = ", ".join("?" * len(spelled))
    copies = f"SELECT 1 FROM json_each(e.archived) AS c WHERE json_extract(c.value, '$.url') IN ({marks})"
    where = f"e.url IN ({marks}) OR e.seen_at IN ({marks}) OR EXISTS ({copies})"
    return _select(connection, noun, where, *spelled, *spelled, *spelled)


def _of_name(connection: sqlite3.Connection, noun: str, typed: str) -> list[Entry]:
    """Entries whose whole title is the typed text, or an alias of theirs."""
    field = {"deals": "deal", "sources": "source"}.get(noun)
    if field is None:
        return [entry for entry in _of_title(connection, noun, typed) if key(entry.title) == key(typed)]
    called = "e.id IN (SELECT a.value FROM alias AS a WHERE a.field = ? AND a.key = ?)"
    return _select(connection, noun, called, field, key(typed) or typed)


def _of_title(connection: sqlite3.Connection, noun: str, typed: str) -> list[Entry]:
    """Entries whose title holds all the words."""
    return _titled(connection, noun, typed, "")


def _of_title_that_goes_on(connection: sqlite3.Connection, noun: str, typed: str) -> list[Entry]:
    """Entries whose title holds all the words; the last one may be the beginning of a word."""
    return _titled(connection, noun, typed, "*")


def _titled(connection: sqlite3.Connection, noun: str, typed: str, star: str) -> list[Entry]:
    words = tokens(typed)
    if not words:
        return []
    quoted = " ".join(f'"{word}"' for word in words) + star
    place = list(NOUNS).index(noun)
    matching = f"SELECT w.rowid / 4 FROM words AS w WHERE words MATCH ? AND w.rowid % 4 = {place} LIMIT {MOST}"
    return _select(connection, noun, f"e.row IN ({matching})", f"title : ({quoted})")


def _several(typed: str, entries: Sequence[Entry]) -> str:
    shown = entries[:LISTED]
    width = max(len(entry.id) for entry in shown)
    lines = [f"  {plain(entry.id):<{width}}  {plain(entry.title)}" for entry in shown]
    number = "many" if len(entries) == MOST else str(len(entries))
    if len(entries) > len(shown):
        lines.append(f"  and more: tpcli search '{typed}'")
    return "\n".join([f"'{typed}' may mean {number}: type the id of one", *lines])


def _unknown(connection: sqlite3.Connection, typed: str, nouns: Sequence[str]) -> Unknown:
    known = [i for noun in nouns for (i,) in connection.execute(f"SELECT id FROM {NOUNS[noun].table} LIMIT 20000")]
    kinds = [noun.removesuffix("s") for noun in ("events", "deals", "facts", "sources") if noun in nouns]
    any_of = f"{', '.join(kinds[:-1])} or {kinds[-1]}" if len(kinds) > 1 else kinds[0]
    return Unknown(any_of, typed, known, rest="; tpcli search looks in the text of all")
