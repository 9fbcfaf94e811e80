"""The entries of a site, picked into temporary tables of the index so that memory does not hold them."""

import json
import sqlite3
from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from tpcli.dates.readable import decade_of
from tpcli.pages.report import as_of
from tpcli.query.details import Citing, Claimed, Details, SourceDetails, details, entry_of
from tpcli.query.nouns import NOUNS, json_object
from tpcli.query.question import Question
from tpcli.query.sql import found
from tpcli.record.entries import Source

_CITES = """
CREATE TEMP TABLE cites AS
  SELECT json_extract(c.value, '$.source') AS source, 1 AS rank, 'event' AS noun, e.id, e.date, e.title,
    json_extract(c.value, '$.supports') AS supports, e.start AS day
  FROM event AS e, json_each(e.sources) AS c WHERE e.row IN temp.site_event
  UNION ALL SELECT json_extract(c.value, '$.source'), 2, 'deal', e.id, NULL, e.title,
    json_extract(c.value, '$.supports'), e.start
  FROM deal AS e, json_each(e.sources) AS c WHERE e.row IN temp.site_deal
  UNION ALL SELECT json_extract(c.value, '$.source'), 3, 'fact', e.id, NULL, e.statement,
    json_extract(c.value, '$.supports'), e.row
  FROM fact AS e, json_each(e.sources) AS c WHERE e.row IN temp.site_fact;
CREATE INDEX temp.cites_source ON cites (source, rank, day);
CREATE TEMP TABLE claims AS
  SELECT claimed_by AS source, id, statement, verdict, note, row FROM fact
  WHERE claimed_by IS NOT NULL AND row IN temp.site_fact;
CREATE INDEX temp.claims_source ON claims (source, row);
CREATE TEMP TABLE hangs AS
  SELECT 'organisation' AS word, o.value AS value, 1 AS rank, 'event' AS noun, e.id, e.date, e.title, NULL AS look,
    e.start AS day
  FROM event AS e, json_each(e.organisations) AS o WHERE e.row IN temp.site_event
  UNION SELECT 'country', o.value, 1, 'event', e.id, e.date, e.title, NULL, e.start
  FROM event AS e, json_each(e.countries) AS o WHERE e.row IN temp.site_event
  UNION SELECT 'theme', o.value, 1, 'event', e.id, e.date, e.title, NULL, e.start
  FROM event AS e, json_each(e.themes) AS o WHERE e.row IN temp.site_event
  UNION SELECT 'organisation', o.value, 2, 'deal', e.id, NULL, e.title, NULL, e.start
  FROM deal AS e, json_each(e.organisations) AS o WHERE e.row IN temp.site_deal
  UNION SELECT 'country', c.value, 2, 'deal', e.id, NULL, e.title, NULL, e.start
  FROM deal AS e, json_each(json_array(e.supplier, e.recipient)) AS c
  WHERE e.row IN temp.site_deal AND c.value IS NOT NULL
  UNION SELECT 'theme', e.theme, 3, 'fact', e.id, NULL, e.statement, e.verdict, e.row
  FROM fact AS e WHERE e.theme IS NOT NULL AND e.row IN temp.site_fact;
CREATE INDEX temp.hangs_word ON hangs (word, value, rank, day)
"""


class Linked(NamedTuple):
    """A line of a list that leads to a page."""

    noun: str
    """event, deal, fact, source, organisation, country, theme or decade."""
    id: str
    title: str
    date: str | None = None
    look: str | None = None
    """The word of a badge before it: a verdict."""
    more: str = ""
    """Said after it: how often it is used."""


WORDS = ("organisation", "country", "theme")
"""The kinds of words that have pages of their own."""


def gather(connection: sqlite3.Connection, question: Question) -> dict[str, int]:
    """Pick the events, deals and facts that answer and the sources that they rest on; how many there are of each."""
    connection.isolation_level = None
    # An index that could not be cached is a temporary database, closed against all writing, temporary tables too.
    connection.execute("PRAGMA query_only=0")
    for table in ("site_event", "site_deal", "site_fact", "site_source", "cites", "claims", "hangs"):
        connection.execute(f"DROP TABLE IF EXISTS temp.{table}")
    for name in ("events", "deals", "facts"):
        sql, params = found(connection, name, question)
        connection.execute(f"CREATE TEMP TABLE site_{NOUNS[name].table} (row INTEGER PRIMARY KEY)")
        connection.execute(f"INSERT INTO temp.site_{NOUNS[name].table} {sql}", params)
    for statement in _CITES.split(";"):
        connection.execute(statement)
    where = "WHERE id IN (SELECT source FROM temp.cites UNION SELECT source FROM temp.claims)"
    connection.execute("CREATE TEMP TABLE site_source (row INTEGER PRIMARY KEY)")
    connection.execute(f"INSERT INTO temp.site_source SELECT row FROM source {where if question.narrows else ''}")
    return {
        noun.name: connection.execute(f"SELECT count(*) FROM temp.site_{noun.table}").fetchone()[0]
        for noun in NOUNS.values()
    }


def ids(connection: sqlite3.Connection, table: str) -> Iterator[str]:
    """The ids of the picked entries of a noun, in its order."""
    noun = next(noun for noun in NOUNS.values() if noun.table == table)
    sql = f"SELECT e.id FROM {table} AS e WHERE e.row IN temp.site_{table} ORDER BY {noun.order}"
    return (id_ for (id_,) in connection.execute(sql))


def words(connection: sqlite3.Connection, word: str) -> Iterator[tuple[str, int]]:
    """The words of a kind that picked entries have, the most used first, with their uses."""
    sql = "SELECT value, count(*) FROM temp.hangs WHERE word = ? GROUP BY value ORDER BY 2 DESC, 1"
    yield from connection.execute(sql, (word,)).fetchall()


def hanging(connection: sqlite3.Connection, word: str, value: str) -> list[Linked]:
    """The events, deals and facts that have a word."""
    sql = "SELECT noun, id, title, date, look FROM temp.hangs WHERE word = ? AND value = ? ORDER BY rank, day, id"
    return [Linked(*line) for line in connection.execute(sql, (word, value))]


def entry(connection: sqlite3.Connection, table: str, id_: str, question: Question) -> Details:
    """All about a picked entry, as `tpcli show` gives it; a deal as it was on the day that is asked about."""
    if table == "source":
        return _source(connection, id_)
    found = details(connection, id_)
    if table == "deal" and question.as_of is not None:
        sql = f"SELECT {NOUNS['deals'].columns['status'].sql}, {NOUNS['deals'].columns['delivered'].sql} FROM deal AS e"
        status, delivered = connection.execute(
            f"{sql} WHERE e.id = :id", {"as_of": question.as_of, "id": id_}
        ).fetchone()
        return as_of(found, question, status, delivered)
    return found


def _source(connection: sqlite3.Connection, id_: str) -> SourceDetails:
    noun = NOUNS["sources"]
    (text,) = connection.execute(f"SELECT {json_object(noun, None)} FROM source AS e WHERE e.id = ?", (id_,)).fetchone()
    source, own = entry_of(Source, json.loads(text))
    sql = "SELECT noun, id, date, title, supports FROM temp.cites WHERE source = ? ORDER BY rank, day, id"
    cited_by = tuple(Citing(*line) for line in connection.execute(sql, (id_,)))
    return SourceDetails("source", source, own, cited_by=cited_by, claims=claims(connection, id_))


def claims(connection: sqlite3.Connection, source: str) -> tuple[Claimed, ...]:
    """The claims that a source makes, each with its verdict and the note on it."""
    sql = "SELECT id, statement, verdict, note FROM temp.claims WHERE source = ? ORDER BY row"
    return tuple(Claimed(*line) for line in connection.execute(sql, (source,)))


def claimants(connection: sqlite3.Connection) -> list[tuple[str, str, int]]:
    """Who makes claims: id, title and their number, the most first."""
    return connection.execute(
        "SELECT c.source, s.title, count(*) FROM temp.claims AS c JOIN source AS s ON s.id = c.source "
        "GROUP BY c.source ORDER BY 3 DESC, 1"
    ).fetchall()


def decades(connection: sqlite3.Connection) -> Iterator[tuple[str, list[Linked]]]:
    """The picked events by decade; only one decade is held."""
    order = NOUNS["events"].order
    sql = f"SELECT e.id, e.title, e.date FROM event AS e WHERE e.row IN temp.site_event ORDER BY {order}"
    found = connection.execute(sql)
    for decade, rows in groupby(found, lambda row: decade_of(row[2])):
        yield decade, [Linked("event", *row) for row in rows]


def facts(connection: sqlite3.Connection) -> dict[str, list[Linked]]:
    """The picked facts by theme; under an empty text those of none."""
    sql = "SELECT coalesce(theme, ''), id, statement, verdict FROM fact WHERE row IN temp.site_fact ORDER BY row"
    themes: dict[str, list[Linked]] = {}
    for theme, id_, statement, verdict in connection.execute(sql):
        themes.setdefault(theme, []).append(Linked("fact", id_, statement, look=verdict))
    return themes


def sources(connection: sqlite3.Connection) -> dict[str, list[Linked]]:
    """The picked sources by who published them; under an empty text those of nobody known."""
    sql = (
        "SELECT coalesce(publisher, ''), id, title, published FROM source "
        "WHERE row IN temp.site_source ORDER BY sort_key(coalesce(publisher, '')), start, id"
    )
    publishers: dict[str, list[Linked]] = {}
    for publisher, *source in connection.execute(sql):
        publishers.setdefault(publisher, []).append(Linked("source", *source))
    return publishers


def texts(connection: sqlite3.Connection) -> Iterator[tuple[str, str, str | None, str, str]]:
    """Noun, id, date, title and text of every picked entry, for the search."""
    for table, date, title, columns in (
        ("event", "date", "title", ("summary", "place", "countries", "organisations", "conflicts")),
        ("deal", "NULL", "title", ("note", "organisations", "items", "conflicts")),
        ("fact", "NULL", "statement", ("note", "conflicts")),
        ("source", "published", "title", ("author", "publisher")),
    ):
        text = " || ' ' || ".join(f"coalesce({column}, '')" for column in columns)
        yield from connection.execute(
            f"SELECT '{table}', id, {date}, {title}, {text} FROM {table} WHERE row IN temp.site_{table} ORDER BY row"
        )
