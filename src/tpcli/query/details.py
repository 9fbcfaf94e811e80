"""Everything about one entry, gathered from the index: its own fields, its sources, and what it hangs together with."""

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any, Literal, NamedTuple, TypeVar

from tpcli.dates import edtf
from tpcli.query.nouns import NOUNS, json_object, noun_of
from tpcli.record.entries import ENTRIES, Citation, Copy, Deal, Entry, Event, Fact, Item, Money, Source
from tpcli.record.fields import FIELDS
from tpcli.text.json import Json, Object
from tpcli.text.nearest import Unknown
from tpcli.text.numbers import loaded

BESIDE = 3
"""How many neighbours in time are shown on either side."""
RARE = 256
"""How many events of a theme are all looked at to find those beside one. Of more, only those near it in time are."""

_WITHIN = {
    "deal": "INDEXED BY event_deal WHERE e.deal = ?1",
    "rare theme": "NOT INDEXED WHERE e.row IN (SELECT m.rowid / 4 FROM mark AS m WHERE m.mark MATCH "
    "(SELECT 't' || term FROM term WHERE field = 'theme' AND value = ?1))",
    "common theme": "INDEXED BY event_order WHERE EXISTS (SELECT 1 FROM json_each(e.themes) WHERE value = ?1)",
}
"""Where the events of a deal or theme are found, so that neither one event nor all of them cost much."""


class Line(NamedTuple):
    """An event or a deal in one line. `date` is in EDTF, None where it has none."""

    noun: str
    id: str
    date: str | None
    title: str


class Claim(NamedTuple):
    """A fact in one line."""

    noun: str
    id: str
    title: str
    verdict: str | None


class Citing(NamedTuple):
    """An event, deal or fact that cites a source, in one line, and what the source supports there."""

    noun: str
    id: str
    date: str | None
    title: str
    supports: str | None


class Claimed(NamedTuple):
    """A fact, as the source that claims it has it."""

    id: str
    statement: str
    verdict: str | None
    note: str | None


class Step(NamedTuple):
    """One event in the life of a deal. All but date, event and title are None where it is no stage."""

    date: str
    stage: str | None
    stage_name: str | None
    status: str | None
    """The status that the stage gives the deal; None where it changes none."""
    quantity: int | None
    event: str
    title: str
    effect: str | None
    """The effect of the stage on the deal: advances, pauses or ends; None where the vocabulary does not know it."""


class Cited(NamedTuple):
    """A source, as an entry cites it."""

    source: Source
    """For a bare link, which is no entry of the record: the link as id, title and url."""
    supports: str | None = None
    in_record: bool = True


class EventDetails(NamedTuple):
    """An event, and what it hangs together with."""

    noun: Literal["event"]
    entry: Event
    own: Mapping[str, Json]
    """The fields that only this record knows, by name. The same in all four classes."""
    sources: tuple[Cited, ...]
    deal_title: str | None = None
    neighbours: tuple[Line, ...] = ()
    """The events before and after it within its deal, else within its first theme, in order of time."""
    facts: tuple[Claim, ...] = ()
    """The facts that it is evidence of."""


class DealDetails(NamedTuple):
    """A deal, and what it hangs together with."""

    noun: Literal["deal"]
    entry: Deal
    own: Mapping[str, Json]
    sources: tuple[Cited, ...]
    lifecycle: tuple[Step, ...] = ()
    status: str | None = None
    delivered: int | None = None
    """Units handed over, as far as its events say."""
    to_come: tuple[str, ...] = ()
    """The statuses that are still before it; none once it is delivered or ended."""
    facts: tuple[Claim, ...] = ()
    first: str | None = None
    """The dates of its first and its latest event, in EDTF."""
    latest: str | None = None


class FactDetails(NamedTuple):
    """A fact, and what it hangs together with."""

    noun: Literal["fact"]
    entry: Fact
    own: Mapping[str, Json]
    sources: tuple[Cited, ...]
    evidence: tuple[Line, ...] = ()
    claimant: Cited | None = None
    """The source that makes the claim."""


class SourceDetails(NamedTuple):
    """A source, and what cites it."""

    noun: Literal["source"]
    entry: Source
    own: Mapping[str, Json]
    sources: tuple[()] = ()
    """None: it is one."""
    cited_by: tuple[Citing, ...] = ()
    claims: tuple[Claimed, ...] | None = None
    """The claims that it makes; None where they were not asked for."""


Details = EventDetails | DealDetails | FactDetails | SourceDetails

ANY_NOUN = ("events", "deals", "facts", "sources")
"""The nouns in the order in which an id is looked for."""

_Kind = TypeVar("_Kind", Event, Deal, Fact, Source)


def details(connection: sqlite3.Connection, id_: str) -> Details:
    """All about the entry with that id, as `tpcli.query.finding` gives it. Raises UsageError if there is none."""
    for name in ANY_NOUN:
        noun = noun_of(connection, name)
        sql = f"SELECT {json_object(noun, None)}, e.row FROM {noun.table} AS e WHERE e.id = ?"
        found = connection.execute(sql, (id_,)).fetchone()
        if found:
            fields, row = loaded(found[0]), found[1]
            return _GATHER[name](connection, fields, row)
    raise Unknown("event, deal, fact or source", id_, ())


def entry_of(kind: type[_Kind], fields: Mapping[str, Json]) -> tuple[_Kind, Object]:
    """The entry that a JSON object of the index describes, and those of its fields that only this record knows."""
    shapes = {name: field.shape for name, field in FIELDS[_SECTIONS[kind]].items()}
    values = {name: _AS_READ.get(shapes[name], _plain)(value) for name, value in fields.items() if name in shapes}
    return kind(**values), {name: value for name, value in fields.items() if name not in shapes}


def _plain(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


_SECTIONS = {kind: section for section, kind in ENTRIES.items()}
_AS_READ: dict[str, Callable[[Any], Any]] = {
    "date": edtf.parse,
    "citations": lambda held: tuple(Citation(**citation) for citation in held),
    "items": lambda held: tuple(Item(**item) for item in held),
    "copies": lambda held: tuple(Copy(copy["url"], edtf.parse(copy["at"]) if "at" in copy else None) for copy in held),
    "money": lambda held: Money(**held),
}
"""How JSON becomes the value of an entry, by the shape of its field."""


def citing(connection: sqlite3.Connection) -> Callable[[Citation], Cited]:
    """Finds the source of a citation; each is looked up once."""
    sql = f"SELECT {json_object(NOUNS['sources'], None)} FROM source AS e WHERE e.id = ?"

    @cache
    def source(id_: str) -> Source | None:
        found = connection.execute(sql, (id_,)).fetchone()
        return entry_of(Source, json.loads(found[0]))[0] if found else None

    def cited(citation: Citation) -> Cited:
        found = source(citation.source)
        link = Source(citation.source, citation.source, url=citation.source)
        return Cited(found or link, citation.supports, found is not None)

    return cited


def _event(connection: sqlite3.Connection, fields: Object, row: int) -> EventDetails:
    event, own = entry_of(Event, fields)
    title = connection.execute("SELECT title FROM deal WHERE id = ?", (event.deal,)).fetchone() if event.deal else None
    within = ("deal", event.deal) if event.deal else ("theme", event.themes[0] if event.themes else "")
    return EventDetails(
        "event",
        event,
        own,
        tuple(map(citing(connection), event.sources)),
        title[0] if title else None,
        _neighbours(connection, row, *within),
        _facts_on(connection, event.id),
    )


def _neighbours(connection: sqlite3.Connection, row: int, field: str, value: str) -> tuple[Line, ...]:
    """The events just before and after within the same deal or theme, in order of time."""
    within = _WITHIN["deal"]
    if field == "theme":
        uses = connection.execute("SELECT uses FROM term WHERE field = 'theme' AND value = ?", (value,)).fetchone()
        if uses is None:
            return ()
        within = _WITHIN["rare theme" if uses[0] <= RARE else "common theme"]
    out: list[Line] = []
    for sign, direction in (("<", "DESC"), (">", "ASC")):
        found = connection.execute(
            f"SELECT 'event', e.id, e.date, e.title FROM event AS own CROSS JOIN event AS e {within} AND own.row = ?2 "
            f'AND (e.start, e."end", e.id) {sign} (own.start, own."end", own.id) '
            f'ORDER BY e.start {direction}, e."end" {direction}, e.id {direction} LIMIT ?3',
            (value, row, BESIDE),
        )
        lines = [Line(*line) for line in found]
        out = lines[::-1] + out if sign == "<" else out + lines
    return tuple(out)


def _facts_on(connection: sqlite3.Connection, id_: str) -> tuple[Claim, ...]:
    sql = "SELECT 'fact', f.id, f.statement, f.verdict FROM fact AS f, json_each(f.evidence) AS e WHERE e.value = ?"
    return tuple(Claim(*found) for found in connection.execute(sql, (id_,)))


def _deal(connection: sqlite3.Connection, fields: Object, _row: int) -> DealDetails:
    deal, own = entry_of(Deal, fields)
    # Not joined: SQLite would look through all of a deal's steps for each of its events.
    status_of = dict(connection.execute("SELECT event, status FROM standing WHERE deal = ?", (deal.id,)))
    lifecycle = tuple(
        Step(date, stage, name, status_of.get(event), quantity, event, title, effect)
        for date, stage, name, quantity, event, title, effect in connection.execute(
            "SELECT e.date, e.stage, t.name, e.quantity, e.id, e.title, t.effect FROM event AS e "
            "LEFT JOIN term AS t ON t.field = 'stage' AND t.value = e.stage "
            'WHERE e.deal = ? ORDER BY e.start, e."end", e.id',
            (deal.id,),
        )
    )
    last = connection.execute(
        "SELECT status, delivered FROM standing WHERE deal = ? ORDER BY day DESC, seq DESC LIMIT 1", (deal.id,)
    ).fetchone()
    status, delivered = last or (None, None)
    return DealDetails(
        "deal",
        deal,
        own,
        tuple(map(citing(connection), deal.sources)),
        lifecycle,
        status,
        delivered,
        _to_come(connection, status),
        _facts_on(connection, deal.id),
        lifecycle[0].date if lifecycle else None,
        lifecycle[-1].date if lifecycle else None,
    )


def _to_come(connection: sqlite3.Connection, status: str | None) -> tuple[str, ...]:
    """The statuses that a deal has still before it, in the vocabulary's order; none once it is delivered or ended."""
    stages = connection.execute("SELECT status, effect FROM term WHERE field = 'stage' ORDER BY term").fetchall()
    ends = {s for s, effect in stages if effect == "ends"}
    steps = list(dict.fromkeys(s for s, effect in stages if s and effect == "advances"))
    if status in ends or status not in steps:
        return ()
    return tuple(steps[steps.index(status) + 1 :])


def _fact(connection: sqlite3.Connection, fields: Object, _row: int) -> FactDetails:
    fact, own = entry_of(Fact, fields)
    cited = citing(connection)
    return FactDetails(
        "fact",
        fact,
        own,
        tuple(map(cited, fact.sources)),
        tuple(line for id_ in fact.evidence for line in _lines_of(connection, id_)),
        cited(Citation(fact.claimed_by)) if fact.claimed_by else None,
    )


def _lines_of(connection: sqlite3.Connection, id_: str) -> list[Line]:
    """The event and the deal with an id, as lines; a deal's date is that of its first event."""
    sql = (
        "SELECT 'event', id, date, title FROM event WHERE id = ?1 UNION ALL SELECT 'deal', d.id, "
        "(SELECT date FROM event WHERE deal = d.id ORDER BY start LIMIT 1), d.title FROM deal AS d WHERE d.id = ?1"
    )
    return [Line(*line) for line in connection.execute(sql, (id_,))]


def _source(connection: sqlite3.Connection, fields: Object, _row: int) -> SourceDetails:
    source, own = entry_of(Source, fields)
    lines: list[Citing] = []
    for table, date, title in (("event", "e.date", "title"), ("deal", "NULL", "title"), ("fact", "NULL", "statement")):
        sql = (
            f"SELECT '{table}', e.id, {date}, e.{title}, json_extract(c.value, '$.supports') FROM {table} AS e, "
            "json_each(e.sources) AS c WHERE json_extract(c.value, '$.source') = ? ORDER BY e.start, e.\"end\", e.id"
        )
        lines += [Citing(*line) for line in connection.execute(sql, (source.id,))]
    return SourceDetails("source", source, own, cited_by=tuple(lines))


_GATHER: dict[str, Callable[[sqlite3.Connection, Object, int], Details]] = {
    "events": _event,
    "deals": _deal,
    "facts": _fact,
    "sources": _source,
}


def title_of(found: Details) -> str:
    """The title of an entry; for a fact its statement."""
    return found.entry.statement if found.noun == "fact" else found.entry.title


def prose_of(found: Details) -> str | None:
    """The summary of an event, the note of a deal or fact; None for a source."""
    if found.noun == "event":
        return found.entry.summary
    return None if found.noun == "source" else found.entry.note


def as_object(found: Details) -> Object:
    """All about an entry as a JSON object: its fields that hold something, then what it hangs together with."""
    out: Object = {"noun": found.noun, **_entry_object(found.entry), **found.own}
    if found.sources:
        out["sources"] = [_cited_object(cited) for cited in found.sources]
    if found.noun == "event":
        if found.entry.deal:
            out["deal_title"] = found.deal_title
        return {**out, "neighbours": _objects(found.neighbours), "facts": _objects(found.facts)}
    if found.noun == "deal":
        out["lifecycle"] = _objects(found.lifecycle)
        if found.status is not None:
            out |= {"status": found.status, "delivered": found.delivered}
        if found.lifecycle:
            out |= {"first": found.first, "latest": found.latest}
        return {**out, "to_come": list(found.to_come), "facts": _objects(found.facts)}
    if found.noun == "fact":
        if found.evidence:
            out["evidence"] = _objects(found.evidence)
        return {**out, "claimant": _cited_object(found.claimant)} if found.claimant else out
    out["cited_by"] = _objects(found.cited_by)
    return out if found.claims is None else {**out, "claims": _objects(found.claims)}


def _entry_object(entry: Entry) -> Object:
    """The fields of an entry that hold something, in the order of the table of fields."""
    held = ((name, getattr(entry, name)) for name in FIELDS[_SECTIONS[type(entry)]])
    return {name: _as_json(value) for name, value in held if value is not None and value != ()}


def _objects(lines: Iterable[Line | Claim | Citing | Claimed | Step]) -> list[Json]:
    return [line._asdict() for line in lines]


def _cited_object(cited: Cited) -> Object:
    said: Object = {"source": cited.source.id}
    if cited.supports is not None:
        said["supports"] = cited.supports
    if not cited.in_record:
        return {**said, "url": cited.source.url}
    fields = _entry_object(cited.source)
    del fields["id"]
    return said | fields


def _as_json(value: Any) -> Json:
    """A value of an entry as JSON; of values with several parts those that hold something."""
    if isinstance(value, edtf.Date):
        return value.text
    if hasattr(value, "_fields"):
        return {
            name: _as_json(part) for name, part in value._asdict().items() if part is not None and part is not False
        }
    return [_as_json(item) for item in value] if isinstance(value, tuple) else value
