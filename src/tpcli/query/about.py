"""The record's description of itself, and fingerprints of its content.

An entry's fingerprint is the SHA-256 of its fields as one line of JSON with sorted keys; a record's is that of the
lines of all its events, then deals, facts and sources, each by id. Neither depends on how files are laid out or in
what order entries are in them. docs/releases.md has the commands by which others work it out.
"""

import json
import sqlite3
from collections.abc import Iterable

from tpcli.query.nouns import NOUNS, json_object
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
    for noun in NOUNS.values():
        sql = f"SELECT {json_object(noun, None)} FROM {noun.table} AS e ORDER BY e.id"
        for (text,) in connection.execute(sql):
            hasher.update(_line(text))
    return hasher.hexdigest()


def entry_fingerprint(connection: sqlite3.Connection, noun_name: str, id_: str) -> str:
    """The fingerprint of one entry."""
    import hashlib

    noun = NOUNS[noun_name]
    sql = f"SELECT {json_object(noun, None)} FROM {noun.table} AS e WHERE e.id = ?"
    (text,) = connection.execute(sql, (id_,)).fetchone()
    return hashlib.sha256(_line(text)).hexdigest()


def fingerprint_of_ids(ids: Iterable[str]) -> str:
    """The fingerprint of the rows of an answer: of their ids, sorted, a line each."""
    import hashlib

    return hashlib.sha256("".join(f"{id_}\n" for id_ in sorted(ids)).encode("utf-8", "surrogatepass")).hexdigest()


def _line(text: str) -> bytes:
    return _sorted(json.loads(text)).encode("utf-8", "surrogatepass") + b"\n"


_sorted = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode


def edition(about: About, fingerprint: str) -> str:
    """Version and fingerprint of a record, in words: `version 0.2.0, fingerprint 27037483d7e2`."""
    return (f"version {about.version}, " if about.version else "") + f"fingerprint {fingerprint[:SHORT]}"
