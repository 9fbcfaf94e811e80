"""The rows that an export takes from the index: the events asked for, and the entries connected with them."""

import json
import sqlite3
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import NamedTuple

from tpcli.dates.edtf import OPEN_END
from tpcli.query.details import entry_of
from tpcli.query.nouns import NOUNS, json_object, noun_of, pick
from tpcli.query.question import Question
from tpcli.query.sql import statement
from tpcli.record.entries import About, Source
from tpcli.text.folding import slug
from tpcli.text.json import Cell, Fields, Row

Entry = Fields
"""The fields of one event, deal, fact or source, by name; lists and mappings are Python's own."""

Progress = Callable[[int], None]

EVERY = 500
"""After how many rows progress is told."""


class Export(NamedTuple):
    """An export to be written. Temporary tables of the connection name its rows: `picked_event` and so on."""

    connection: sqlite3.Connection
    counts: dict[str, int]
    """How many events, deals, facts and sources are picked, and `bare links` cited. A writer takes off what it leaves
    out."""
    title: str
    """A name for the whole, for formats that have a place for one."""
    about: About
    """The record's description of itself."""
    fingerprint: str
    """Of the whole record."""
    edition: str
    """Version and fingerprint of the record, in words."""
    progress: Progress
    """Told the number of rows written since it was last told."""
    yearly: bool = False
    by_decade: bool = False


_CITED = "json_each({table}.sources) AS c WHERE {table}.row IN temp.picked_{table}"

_HANGING = {
    "deal": "SELECT row FROM deal WHERE id IN (SELECT deal FROM event WHERE row IN temp.picked_event)",
    "fact": "SELECT DISTINCT f.row FROM fact AS f, json_each(f.evidence) AS e WHERE e.value IN ("
    "SELECT id FROM event WHERE row IN temp.picked_event UNION SELECT id FROM deal WHERE row IN temp.picked_deal)",
    "source": "SELECT row FROM source WHERE id IN ("
    + " UNION ALL ".join(
        f"SELECT json_extract(c.value, '$.source') FROM {table}, {_CITED.format(table=table)}"
        for table in ("event", "deal", "fact")
    )
    + " UNION ALL SELECT claimed_by FROM fact WHERE row IN temp.picked_fact)",
}


_LINKS = " UNION ".join(
    f"SELECT json_extract(c.value, '$.source') AS link FROM {table}, {_CITED.format(table=table)}"
    for table in ("event", "deal", "fact")
)
_BARE = f"SELECT link FROM ({_LINKS}) WHERE link NOT IN (SELECT id FROM source) ORDER BY link"
"""The links that picked entries cite without a source entry for them, each once."""


def choose(connection: sqlite3.Connection, question: Question) -> dict[str, int]:
    """Pick the events that a question asks for, and the deals, facts and sources that hang together with them.

    Those are the deals that the events belong to, the facts that have one of either as evidence, and the sources that
    any of these cite. A question without filters picks the whole record, what nothing refers to as well. The counts.
    """
    whole = not question.narrows
    connection.isolation_level = None
    # An index that could not be cached is a temporary database, closed against all writing, temporary tables too.
    connection.execute("PRAGMA query_only=0")
    for table in ("event", "deal", "fact", "source"):
        connection.execute(f"DROP TABLE IF EXISTS temp.picked_{table}")
        connection.execute(f"CREATE TEMP TABLE picked_{table} (row INTEGER PRIMARY KEY)")
        sql, params = f"SELECT row FROM {table}" if whole else _HANGING.get(table, ""), dict[str, Cell]()
        if not sql:
            sql, params = statement(connection, "events", question, ["e.row"])
        connection.execute(f"INSERT INTO temp.picked_{table} {sql}", params)
    counted_in = {noun.name: f"temp.picked_{noun.table}" for noun in NOUNS.values()} | {"bare links": f"({_BARE})"}
    return {
        name: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for name, table in counted_in.items()
    }


def entries(export: Export, noun_name: str, extra: Sequence[str] = ()) -> Iterator[Entry]:
    """The picked entries of one noun in their order, with the fields of the record that hold something and `extra`."""
    noun = noun_of(export.connection, noun_name)
    columns = [column for column in NOUNS[noun_name].columns.values() if column.record] + pick(noun, extra)
    own = noun.own or "NULL"
    sql = (
        f"SELECT json_patch(json_patch('{{}}', {json_object(noun, columns)}), coalesce({own}, '{{}}')) "
        f"FROM {noun.table} AS e WHERE e.row IN temp.picked_{noun.table} ORDER BY {noun.order}"
    )
    for (text,) in ticking(export, export.connection.execute(sql, {"as_of": OPEN_END})):
        yield json.loads(text)


def ids_picked(connection: sqlite3.Connection) -> list[str]:
    """The ids of all that is picked."""
    each = (f"SELECT id FROM {noun.table} WHERE row IN temp.picked_{noun.table}" for noun in NOUNS.values())
    return [id_ for (id_,) in connection.execute(" UNION ALL ".join(each))]


def ticking(export: Export, rows: Iterator[Row]) -> Iterator[Row]:
    """The rows, while progress is told."""
    for n, row in enumerate(rows, 1):
        yield row
        if n % EVERY == 0:
            export.progress(EVERY)


def cited(export: Export) -> Iterator[Source]:
    """The picked sources, then the bare links as sources of which nothing but the address is known."""
    ids = set()
    for fields in entries(export, "sources"):
        ids.add(fields["id"])
        yield entry_of(Source, fields)[0]
    for (link,) in export.connection.execute(_BARE):
        made = base = slug(link.partition("://")[2]) or "link"
        n = 2
        while made in ids:
            made, n = f"{base}-{n}", n + 1
        ids.add(made)
        yield Source(made, link, url=link)


def unheld(entry: Entry, held: Collection[str]) -> set[str]:
    """What a list of events with their text alone has no place for of an event, beside the fields that it holds."""
    names = set(entry.keys() - held)
    if any(citation.get("supports") for citation in entry.get("sources", ())):
        names.add("what sources support")
    return names


def left_out(format_: str, names: Collection[str]) -> list[str]:
    """A note of what a format has no place for; none where there is nothing."""
    return [f"{format_} has no place for {', '.join(sorted(names))}: left out"] if names else []
