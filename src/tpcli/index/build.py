"""Compile a record into one SQLite file: one pass over its entries, then what only the whole of it can tell."""

import json
import sqlite3
from collections.abc import Callable, Sequence
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from tpcli.index.columns import columns, more_columns
from tpcli.index.encoded import Encoder
from tpcli.index.rows import NEVER, Rows, deal_rows, event_rows, fact_rows, source_rows
from tpcli.index.terms import Citing, numbered, uses, write_terms
from tpcli.index.whole import tell_whole
from tpcli.index.writer import HANDED, Table, Writer
from tpcli.record.entries import Vocabulary
from tpcli.record.lifecycle import Step, standings
from tpcli.record.reading.entries import Faulty, Read, entries
from tpcli.record.reading.opened import Opened
from tpcli.text.json import Row

APPLICATION_ID = 0x7470636C
"""`tpcl`, in the header of every index."""

_PAGE = 8192
MOST_SAID = 2**22
"""Characters of summaries that wait to be inserted: rows are counted too, but may be of any length."""

_TABLES = (
    Table("event", columns("events"), rows=1024),
    Table("deal", columns("deals")),
    Table("fact", columns("facts")),
    Table("source", columns("sources")),
    Table("standing", ("deal", "day", "seq", "event", "stage", "status", "delivered?")),
    Table("term", ("term", "field", "value", "name", "meaning?", "status?", "effect?", "aliases?", "uses")),
    Table("alias", ("field", "key", "value")),
    # What is new in a full-text index is written at the end of every statement: few large ones take half the time.
    Table("mark", ("rowid", "tokens"), rows=8192, rest=8192),
    Table("words", ("rowid", "title", "body", "names"), rows=8192, rest=8192),
)  # fmt: skip

Progress = Callable[[int, float | None], None]
"""Told how many events there are so far, and how much of their file that is, from 0 to 1, where that is known."""

Keep = Callable[[str, Sequence[Read]], None]
"""Given the entries of each section, some at a time, as they are read."""


def build(connection: sqlite3.Connection, record: Opened, progress: Progress, keep: Keep = lambda *_: None) -> None:
    """Fill an empty database from a record; `progress` is told how far that is, now and then.

    Raises RecordError with every problem of the record.
    """
    connection.isolation_level = None
    connection.executescript(
        f"PRAGMA page_size={_PAGE}; PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-16384;"
        f"PRAGMA temp_store=FILE; PRAGMA application_id={APPLICATION_ID};"
    )
    connection.executescript(_sql("schema.sql"))
    for column in more_columns():
        connection.execute(column)
    connection.execute("BEGIN")
    connection.execute("INSERT INTO words (words, rank) VALUES ('hashsize', 33554432)")
    terms = numbered(record.vocabulary)
    faulty: list[Faulty] = []

    def all_of(section: str) -> list[Read]:
        found = [read for lot, _ in entries(record, section, faulty) for read in lot]
        keep(section, found)
        return found

    sources, deals, facts = all_of("sources"), all_of("deals"), all_of("facts")
    with Writer(connection, _TABLES) as writer:
        citing = Citing(terms, [read.entry for read in sources])
        _write(writer, "fact", [fact_rows(terms, citing, n, read) for n, read in enumerate(facts)])
        _write(writer, "source", [source_rows(terms, n, read) for n, read in enumerate(sources)])
        countries = (record.vocabulary.countries or {}).items()
        spoken = {code: " ".join((term.name, *term.aliases)) for code, term in countries}
        rows_of = event_rows(terms, citing, spoken, {read.entry.id: read.entry.type for read in deals})
        _events(writer, record, rows_of, faulty, progress, keep)
        for statement in _sql("indexes.sql").split(";"):
            connection.execute(statement)
        spans = _ranges(connection)
        rows = [
            deal_rows(terms, citing, n, read, *spans.get(read.entry.id, (NEVER, NEVER))) for n, read in enumerate(deals)
        ]
        _write(writer, "deal", rows)
        writer.finish()
        tell_whole(connection, record, faulty, list(terms["source"]))
        record.findings.raise_any()
        _lifecycles(connection, writer, record.vocabulary)
        named = [read.entry for read in (*deals, *sources)]
        more = [read.entry for read in (*deals, *facts)]
        write_terms(writer, terms, record.vocabulary, named, uses(connection, terms, more))
    _describe(connection, record)
    connection.execute("COMMIT")


def _describe(connection: sqlite3.Connection, record: Opened) -> None:
    """Write what is not of single entries: the record's own fields, spans of dates, and the table `meta`."""
    for section, own in record.own.items():
        fields = [(section, number, *field) for number, field in enumerate(own.found())]
        connection.executemany("INSERT INTO own VALUES (?, ?, ?, ?, ?)", fields)
    connection.execute("CREATE UNIQUE INDEX deal_id ON deal (id)")
    connection.execute(
        "INSERT INTO span SELECT span, 1 << span FROM "
        "(SELECT span FROM event UNION SELECT span FROM deal UNION SELECT span FROM source UNION SELECT 0)"
    )
    digests = " ".join(state.digest for _, state in sorted(record.states.items()))
    connection.execute("INSERT INTO meta VALUES ('digest', ?)", (digests,))
    connection.execute("INSERT INTO meta VALUES ('record', ?)", (json.dumps(record.about),))
    connection.execute("INSERT INTO meta VALUES ('places', ?)", (json.dumps(record.vocabulary.places or {}),))
    parts = {
        part: {id_: word._asdict() for id_, word in (words or {}).items()}
        for part, words in record.vocabulary._asdict().items()
    }
    connection.execute("INSERT INTO meta VALUES ('vocabulary', ?)", (json.dumps(parts),))


def _sql(name: str) -> str:
    return (Path(__file__).parent / name).read_text(encoding="utf-8")


def _write(writer: Writer, noun: str, rows: Sequence[Rows]) -> None:
    """Insert the rows of some entries of one noun."""
    writer.rows(noun, [row for row, _, _ in rows])
    writer.rows("mark", [mark for _, mark, _ in rows])
    writer.rows("words", [words for _, _, words in rows])


def _events(
    writer: Writer,
    record: Opened,
    rows_of: Callable[[int, Read], Rows],
    faulty: list[Faulty],
    progress: Progress,
    keep: Keep,
) -> None:
    """Insert the events as they are read."""
    number = said = 0
    encoder = Encoder()
    for lot, share in entries(record, "events", faulty):
        keep("events", lot)
        rows = [rows_of(n, read) for n, read in enumerate(lot, number)]
        encoder.add(number, [row for row, _, _ in rows])
        _write(writer, "event", rows)
        number += len(lot)
        said += sum(len(words[2]) for _, _, words in rows)
        if said > MOST_SAID:
            writer.flush()
            said = 0
        progress(number, share)
    writer.finish()
    encoder.write(writer.connection)


def _lifecycles(connection: sqlite3.Connection, writer: Writer, vocabulary: Vocabulary) -> None:
    """Insert what each deal was from when on."""
    stages = vocabulary.stages or {}
    steps = connection.execute(
        'SELECT deal, start, "end", id, stage, quantity FROM event INDEXED BY event_deal '
        'WHERE deal IS NOT NULL AND stage IS NOT NULL ORDER BY deal, start, "end", id'
    )
    rows = list[Row]()
    for deal, group in groupby(steps, key=itemgetter(0)):
        life = [Step(*row[1:]) for row in group]
        rows += [(deal, s.day, seq, *s[1:]) for seq, s in enumerate(standings(life, stages))]
        if len(rows) > HANDED:
            writer.rows("standing", rows)
            writer.finish()  # Steps are read through the same connection, which is to serve one thread at a time.
            rows = []
    writer.rows("standing", rows)
    writer.finish()


def _ranges(connection: sqlite3.Connection) -> dict[str, tuple[int, int]]:
    """The first and last day of each deal that events name."""
    found = 'SELECT deal, min(start), max("end") FROM event WHERE deal IS NOT NULL GROUP BY deal'
    return {deal: (start, end) for deal, start, end in connection.execute(found)}
