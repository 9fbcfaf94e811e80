"""The record's description of itself, and fingerprints of its content.

An entry's fingerprint is the SHA-256 of its fields as one line of JSON with sorted keys; a record's is that of the
lines of all its events, then deals, facts and sources, each by id. Neither depends on how files are laid out or in
what order entries are in them. docs/releases.md has the commands by which others work it out.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from functools import lru_cache

from tpcli.query.nouns import NOUNS, noun_of
from tpcli.record.entries import About, Place, Retired

SHORT = 12
"""How many hexadecimal digits of a fingerprint people are shown: among a thousand versions two meet with a chance of
one in five hundred million."""


def about(connection: sqlite3.Connection) -> About:
    """The record's description of itself."""
    found = connection.execute("SELECT value FROM meta WHERE name = 'record'").fetchone()
    said = About(*json.loads(found[0]))
    return said._replace(
        authors=tuple(said.authors), ignore=tuple(said.ignore), retired=tuple(Retired(*one) for one in said.retired)
    )


def places(connection: sqlite3.Connection) -> dict[str, Place]:
    """Where the record says that places are, by their names."""
    (text,) = connection.execute("SELECT value FROM meta WHERE name = 'places'").fetchone()
    return {name: Place(*place) for name, place in json.loads(text).items()}


def fingerprint(connection: sqlite3.Connection) -> str:
    """The fingerprint of the whole record: 64 hexadecimal digits."""
    import hashlib

    hasher = hashlib.sha256()
    for noun_name in NOUNS:
        for line in _lines(connection, noun_name, "ORDER BY e.id"):
            hasher.update(line)
    return hasher.hexdigest()


def entry_fingerprint(connection: sqlite3.Connection, noun_name: str, id_: str) -> str:
    """The fingerprint of one entry."""
    import hashlib

    return hashlib.sha256(next(_lines(connection, noun_name, "WHERE e.id = ?", id_))).hexdigest()


def fingerprint_of_ids(ids: Iterable[str]) -> str:
    """The fingerprint of the rows of an answer: of their ids, sorted, a line each."""
    import hashlib

    return hashlib.sha256("".join(f"{id_}\n" for id_ in sorted(ids)).encode("utf-8", "surrogatepass")).hexdigest()


def _lines(connection: sqlite3.Connection, noun_name: str, which: str, *values: str) -> Iterator[bytes]:
    """Entries of a noun as lines of JSON, of their fields those that hold something."""
    noun = noun_of(connection, noun_name)
    columns = sorted((column for column in noun.columns.values() if column.record), key=lambda column: column.name)
    fields = [(f"{_dumped(c.name)}:", _again if c.kind in ("list", "json") else _dumped) for c in columns]
    sql = f"SELECT {', '.join(column.sql for column in columns)} FROM {noun.table} AS e {which}"
    for row in connection.execute(sql, values):
        held = zip(fields, row, strict=True)
        said = ",".join([f"{name}{dumped(value)}" for (name, dumped), value in held if value is not None])
        yield f"{{{said}}}\n".encode("utf-8", "surrogatepass")


_dumped = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode


@lru_cache(maxsize=4096)  # Most lists come again.
def _again(text: str) -> str:
    """JSON of the index with its keys sorted."""
    return _dumped(json.loads(text))


def edition(about: About, fingerprint: str) -> str:
    """Version and fingerprint of a record, in words: `version 0.2.0, fingerprint 27037483d7e2`."""
    return (f"version {about.version}, " if about.version else "") + f"fingerprint {fingerprint[:SHORT]}"
