"""Checks that need the whole record, asked of its index in SQL: equal ids, references to nothing, early stages.

Entries with errors are in no table but a temporary one: what refers to them is no error, and their own references are
followed like those of others.
"""

import sqlite3
from collections.abc import Collection, Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from tpcli.record.about import KEY
from tpcli.record.lifecycle import Step
from tpcli.record.problems import Finding, Path, quoted
from tpcli.record.reading.entries import Faulty
from tpcli.record.reading.findings import MOST_ERRORS
from tpcli.record.reading.opened import Opened
from tpcli.record.values import is_link
from tpcli.text.nearest import Nearest

TABLES = {"sources": "source", "deals": "deal", "facts": "fact", "events": "event"}
"""The table of each section, in the order in which ids are compared."""

_FAULTY = """
CREATE TEMP TABLE faulty (section TEXT, id TEXT, row REAL, file INTEGER, line INTEGER, item INTEGER);
CREATE TEMP VIEW other AS
  SELECT 'sources' AS section, id, row, file, line, item, 0 AS made FROM source
  UNION ALL SELECT 'deals', id, row, file, line, item, 0 FROM deal
  UNION ALL SELECT 'facts', id, row, file, line, item, 0 FROM fact
  UNION ALL SELECT section, id, row, file, line, item, 0 FROM temp.faulty WHERE id IS NOT NULL;
CREATE TEMP VIEW entry AS
  SELECT section, id, row, file, line, item, made FROM temp.other
  UNION ALL SELECT 'events', id, row, file, line, item, made FROM event;
"""

_TWICE = """
SELECT id FROM event GROUP BY id HAVING count(*) > 1
UNION SELECT id FROM temp.other AS o WHERE EXISTS (SELECT 1 FROM event WHERE event.id = o.id)
UNION SELECT id FROM temp.other GROUP BY id HAVING count(*) > 1
"""

_WITH_ID = """
SELECT section, file, line, item, made FROM temp.entry WHERE id = ?
ORDER BY section = 'events', section = 'facts', section = 'deals', row
"""

_ASKED = """
SELECT e.id, 'events', e.file, e.line, e.item FROM temp.asked CROSS JOIN event AS e ON e.id = asked.id
UNION ALL SELECT id, section, file, line, item FROM temp.other WHERE id IN (SELECT id FROM temp.asked)
"""


class Reference(NamedTuple):
    """A field of an entry that names another."""

    section: str
    file: int
    item: int
    inside: Path
    to: str


def tell_whole(connection: sqlite3.Connection, record: Opened, faulty: list[Faulty], cited: Iterable[str]) -> None:
    """Tell the record's findings what is wrong with it as a whole. Events must be indexed by id and by deal.

    `cited` are the sources that events cite, each once.
    """
    for statement in _FAULTY.split(";"):
        connection.execute(statement)
    connection.executemany(
        "INSERT INTO temp.faulty VALUES (?,?,?,?,?,?)",
        [(f.section, f.fields.get("id"), f.after - 0.5, f.raw.file, f.raw.line, f.raw.item) for f in faulty],
    )
    twice = _equal_ids(connection, record)
    wrong = _unknown_sources(connection, record, faulty, cited)
    wrong |= _unknown_deals(connection, record, faulty)
    _unknown_evidence(connection, record, faulty)
    _retired(connection, record)
    _stage_order(connection, record, twice, wrong)


def _equal_ids(connection: sqlite3.Connection, record: Opened) -> set[str]:
    """Tell where ids are given that other entries have; those ids."""
    twice = [id_ for (id_,) in connection.execute(f"{_TWICE} LIMIT {MOST_ERRORS}")]
    for id_ in twice:
        found = connection.execute(f"{_WITH_ID} LIMIT {MOST_ERRORS + 1}", (id_,)).fetchall()
        given = [at for *at, made in found if not made]
        made = [at for *at, made in found if made]
        if made and len(given) == 1:  # An entry without an id was given this one.
            section, file, _, item = given[0]
            message = f"is already the id made for the entry at {_shown(record, made[0])}, which has none"
            _tell_id(record, section, file, item, f"{quoted(id_)} {message}")
        for section, file, _, item in given[1:]:
            message = f"is already the id of the entry at {_shown(record, given[0])}"
            _tell_id(record, section, file, item, f"{quoted(id_)} {message}")
    return set(twice)


def _shown(record: Opened, at: list[Any]) -> str:
    _, file, line, _ = at
    return f"{record.files[file].name}:{line}"


def _tell_id(record: Opened, section: str, file: int, item: int, message: str) -> None:
    record.findings.tell(Finding(file, (*record.path(section, file, item), "id"), "equal-ids", message))


def _unknown_sources(
    connection: sqlite3.Connection, record: Opened, faulty: list[Faulty], cited: Iterable[str]
) -> set[tuple[int, int]]:
    known = _ids(connection, "source", "sources")
    unknown = [source for source in cited if source not in known]

    def references() -> Iterator[Reference]:
        for section in ("deals", "facts", "events" if unknown else None):
            if section:
                yield from _cited(connection, section, known, unknown if section == "events" else None)
        claims = "SELECT file, item, claimed_by FROM fact WHERE claimed_by IS NOT NULL"
        for file, item, source in connection.execute(claims):
            yield Reference("facts", file, item, ("claimed_by",), source)
        for entry in faulty:
            at = (entry.section, entry.raw.file, entry.raw.item)
            for n, citation in enumerate(entry.fields.get("sources", ())):
                yield Reference(*at, ("sources", n), citation.source)
            if "claimed_by" in entry.fields:
                yield Reference(*at, ("claimed_by",), entry.fields["claimed_by"])

    wrong = (
        ref for ref in references() if ref.to not in known and (ref.inside[0] == "claimed_by" or not is_link(ref.to))
    )
    near = Nearest(known)
    events = set()
    for ref in wrong:
        advice = near.did_you_mean(ref.to)
        if not advice and ref.inside[0] == "sources":
            advice = ": add it to the sources, or write a link"
        _tell_reference(record, ref, "unknown-source", f"{quoted(ref.to)} is no source of this record{advice}")
        if ref.section == "events":
            events.add((ref.file, ref.item))
    return events


def _cited(
    connection: sqlite3.Connection, section: str, known: Collection[str], wanted: list[str] | None
) -> Iterator[Reference]:
    """The citations of a section's entries; of events only those that cite one of the sources wanted."""
    source = "json_extract(cited.value, '$.source')"
    each = f"SELECT file, item, cited.key, {source} FROM {TABLES[section]} AS entry, json_each(entry.sources) AS cited"
    if wanted is not None:
        connection.execute("CREATE TEMP TABLE wanted (source TEXT PRIMARY KEY) WITHOUT ROWID")
        connection.executemany("INSERT INTO temp.wanted VALUES (?)", [(source,) for source in wanted])
        each += f" WHERE {source} IN (SELECT source FROM temp.wanted)"
    for file, item, n, source in connection.execute(each):
        yield Reference(section, file, item, ("sources", n), source)


def _unknown_deals(connection: sqlite3.Connection, record: Opened, faulty: list[Faulty]) -> set[tuple[int, int]]:
    known = _ids(connection, "deal", "deals", "sources")
    near = Nearest(known)
    named = connection.execute("SELECT DISTINCT deal FROM event WHERE deal IS NOT NULL ORDER BY deal").fetchall()
    found = [
        Reference("events", file, item, ("deal",), deal)
        for (deal,) in named
        if deal not in known
        for file, item in connection.execute(
            f"SELECT file, item FROM event WHERE deal = ? ORDER BY row LIMIT {MOST_ERRORS}", (deal,)
        )
    ]
    found += [
        Reference("events", entry.raw.file, entry.raw.item, ("deal",), entry.fields["deal"])
        for entry in faulty
        if "deal" in entry.fields and entry.fields["deal"] not in known
    ]
    for ref in found:
        message = f"{quoted(ref.to)} is no deal of this record{near.did_you_mean(ref.to)}"
        _tell_reference(record, ref, "unknown-deal", message)
    return {(ref.file, ref.item) for ref in found}


def _unknown_evidence(connection: sqlite3.Connection, record: Opened, faulty: list[Faulty]) -> None:
    known = _ids(connection, "deal", "deals", "sources", "events")
    near = Nearest(_ids(connection, "deal", "deals", "sources"))
    found = [
        Reference("facts", file, item, ("evidence", n), id_)
        for file, item, n, id_ in connection.execute(
            "SELECT file, item, each.key, each.value FROM fact, json_each(fact.evidence) AS each "
            "WHERE NOT EXISTS (SELECT 1 FROM event WHERE event.id = each.value)"
        )
        if id_ not in known
    ]
    for entry in faulty:
        for n, id_ in enumerate(entry.fields.get("evidence", ())):
            is_event = connection.execute("SELECT 1 FROM event WHERE id = ?", (id_,)).fetchone()
            if id_ not in known and not is_event:
                found.append(Reference("facts", entry.raw.file, entry.raw.item, ("evidence", n), id_))
    for ref in found:
        message = f"{quoted(ref.to)} is no event or deal of this record{near.did_you_mean(ref.to)}"
        _tell_reference(record, ref, "unknown-evidence", message)


def _retired(connection: sqlite3.Connection, record: Opened) -> None:
    """Tell which retired ids are in use, and which were replaced by nothing that there is."""
    retired = {old.id: old.replaced_by for old in record.about.retired}
    if not retired:
        return
    connection.execute("CREATE TEMP TABLE asked (id TEXT PRIMARY KEY) WITHOUT ROWID")
    ids = {*retired, *filter(None, retired.values())}
    connection.executemany("INSERT INTO temp.asked VALUES (?)", [(id_,) for id_ in ids])
    there = {id_: at for id_, *at in connection.execute(_ASKED)}
    said = [part for part in record.parts["vocabulary"] if isinstance(part.value, dict) and part.value.get(KEY)][-1]
    for n, old in enumerate(record.about.retired):
        path = (*said.path, KEY, "retired", n)
        if old.id in there:
            message = f"{quoted(old.id)} is retired, and the id of the entry at {_shown(record, there[old.id])}"
            record.findings.tell(Finding(said.file, (*path, "id"), "retired-in-use", message))
        new = old.replaced_by
        if new and new not in retired and new not in there:
            message = f"{quoted(new)} is no entry of this record"
            record.findings.tell(Finding(said.file, (*path, "replaced_by"), "unknown-replacement", message))


def _ids(connection: sqlite3.Connection, table: str, *faulty: str) -> set[str]:
    """The ids of a table, and those of entries with errors of some sections."""
    marks = ",".join("?" * len(faulty))
    found = connection.execute(
        f"SELECT id FROM {table} UNION SELECT id FROM temp.faulty WHERE section IN ({marks}) AND id IS NOT NULL", faulty
    )
    return {id_ for (id_,) in found}


def _tell_reference(record: Opened, ref: Reference, code: str, message: str) -> None:
    old = next((old for old in record.about.retired if old.id == ref.to), None)
    if old:
        message = f"{quoted(old.id)} is retired" + (f": name {quoted(old.replaced_by)}" if old.replaced_by else "")
    path = record.path(ref.section, ref.file, ref.item)
    record.findings.tell(Finding(ref.file, (*path, *ref.inside), code, message))


def _stage_order(
    connection: sqlite3.Connection, record: Opened, twice: Collection[str], wrong: Collection[tuple[int, int]]
) -> None:
    """Tell which stages come before one that they need. Of equal ids it is not known which event is meant."""
    stages = record.vocabulary.stages or {}
    staged = "deal IS NOT NULL AND stage IS NOT NULL"
    places = f"SELECT row, file, item FROM event WHERE {staged}"
    left_out = {row for row, *at in connection.execute(places) if tuple(at) in wrong} if wrong else set()
    steps = connection.execute(
        'SELECT deal, row, start, "end", id, stage, quantity FROM event INDEXED BY event_deal '
        f"WHERE {staged} ORDER BY deal"
    )
    for deal, group in groupby(steps, key=itemgetter(0)):
        life = [(row[1], Step(*row[2:])) for row in group if row[1] not in left_out]
        first: dict[str, int] = {}
        for _, step in life:
            first[step.stage] = min(first.get(step.stage, step.start), step.start)
        for row, step in life:
            for needed in stages[step.stage].needs if step.stage in stages else ():
                if needed in first and step.end < first[needed] and step.event not in twice:
                    file, item = connection.execute("SELECT file, item FROM event WHERE row = ?", (row,)).fetchone()
                    path = (*record.path("events", file, item), "stage")
                    message = f"'{deal}' is {step.stage} here before it is {needed}"
                    record.findings.tell(Finding(file, path, "stage-order", message))
