"""Everything about one entry, gathered from the index: its own fields, its sources, and what it hangs together with."""

import json
import sqlite3
from collections.abc import Sequence
from typing import Any

from tpcli.errors import UsageError
from tpcli.query.nouns import NOUNS, json_object, noun_of

Details = dict[str, Any]
"""The fields of the record's entry, `noun`, its `sources` with title, publisher and link, and by noun: `neighbours`,
`facts` (events); `status`, `delivered`, `first`, `latest`, `lifecycle`, `to_come`, `facts` (deals); `evidence` with
dates and titles, `claimant` (facts); `cited_by` (sources)."""

ORDER = ("events", "deals", "facts", "sources")
BESIDE = 3
"""How many neighbours in time are shown on either side."""


def details(connection: sqlite3.Connection, id_: str) -> Details:
    """All about the entry with that id, as `tpcli.query.finding` gives it. Raises UsageError if there is none."""
    for name in ORDER:
        noun = noun_of(connection, name)
        sql = f"SELECT {json_object(noun, None)}, e.row FROM {noun.table} AS e WHERE e.id = ?"
        found = connection.execute(sql, (id_,)).fetchone()
        if found:
            entry: Details = {"noun": noun.table, **json.loads(found[0])}
            if "sources" in entry:
                entry["sources"] = [_cited(connection, citation) for citation in entry["sources"]]
            _GATHER[name](connection, entry, found[1])
            return entry
    raise UsageError(f"there is no event, deal, fact or source '{id_}'")


def _cited(connection: sqlite3.Connection, citation: dict[str, Any]) -> dict[str, Any]:
    noun = NOUNS["sources"]
    columns = [column for column in noun.columns.values() if column.record and column.name != "id"]
    sql = f"SELECT json_patch('{{}}', {json_object(noun, columns)}) FROM source AS e WHERE e.id = ?"
    found = connection.execute(sql, (citation["source"],)).fetchone()
    return {**citation, **json.loads(found[0])} if found else {**citation, "url": citation["source"]}


def _rows(connection: sqlite3.Connection, names: Sequence[str], sql: str, *params: Any) -> list[dict[str, Any]]:
    return [dict(zip(names, row, strict=True)) for row in connection.execute(sql, params)]


def _event(connection: sqlite3.Connection, entry: Details, row: int) -> None:
    if entry.get("deal"):
        entry["deal_title"] = connection.execute("SELECT title FROM deal WHERE id = ?", (entry["deal"],)).fetchone()[0]
    within = ("deal", entry["deal"]) if entry.get("deal") else ("theme", entry.get("themes", [""])[0])
    entry["neighbours"] = _neighbours(connection, row, *within)
    entry["facts"] = _facts_on(connection, entry["id"])


def _neighbours(connection: sqlite3.Connection, row: int, field: str, value: str) -> list[dict[str, Any]]:
    """The events just before and after within the same deal or theme, in order of time."""
    out: list[dict[str, Any]] = []
    for sign, direction in (("<", "DESC"), (">", "ASC")):
        found = _rows(
            connection,
            ("noun", "id", "date", "title"),
            "SELECT 'event', e.id, e.date, e.title FROM event AS own CROSS JOIN mark AS m CROSS JOIN event AS e "
            "WHERE own.row = ? "
            "AND m.mark MATCH coalesce((SELECT 't' || term FROM term WHERE field = ? AND value = ?), 'none') "
            "AND e.row = m.rowid / 4 "
            f'AND (e.start, e."end", e.id) {sign} (own.start, own."end", own.id) '
            f'ORDER BY e.start {direction}, e."end" {direction}, e.id {direction} LIMIT ?',
            row, field, value, BESIDE,
        )  # fmt: skip
        out = found[::-1] + out if sign == "<" else out + found
    return out


def _facts_on(connection: sqlite3.Connection, id_: str) -> list[dict[str, Any]]:
    return _rows(
        connection,
        ("noun", "id", "title", "verdict"),
        "SELECT 'fact', f.id, f.statement, f.verdict FROM fact AS f, json_each(f.evidence) AS e WHERE e.value = ?",
        id_,
    )


def _deal(connection: sqlite3.Connection, entry: Details, row: int) -> None:
    entry["lifecycle"] = _rows(
        connection,
        ("date", "stage", "stage_name", "status", "quantity", "event", "title", "effect"),
        "SELECT e.date, e.stage, t.name, NULL, e.quantity, e.id, e.title, t.effect FROM event AS e "
        "LEFT JOIN term AS t ON t.field = 'stage' AND t.value = e.stage "
        'WHERE e.deal = ? ORDER BY e.start, e."end", e.id',
        entry["id"],
    )
    # Not joined: SQLite would look through all of a deal's steps for each of its events.
    of_event = dict(connection.execute("SELECT event, status FROM standing WHERE deal = ?", (entry["id"],)))
    for step in entry["lifecycle"]:
        step["status"] = of_event.get(step["event"])
    last = connection.execute(
        "SELECT status, delivered FROM standing WHERE deal = ? ORDER BY day DESC, seq DESC LIMIT 1", (entry["id"],)
    ).fetchone()
    if last:
        entry["status"], entry["delivered"] = last
    if entry["lifecycle"]:
        entry["first"], entry["latest"] = entry["lifecycle"][0]["date"], entry["lifecycle"][-1]["date"]
    entry["to_come"] = _to_come(connection, entry.get("status"))
    entry["facts"] = _facts_on(connection, entry["id"])


def _to_come(connection: sqlite3.Connection, status: str | None) -> list[str]:
    """The statuses that a deal has still before it, in the vocabulary's order; none once it is delivered or ended."""
    stages = connection.execute("SELECT status, effect FROM term WHERE field = 'stage' ORDER BY term").fetchall()
    ends = {s for s, effect in stages if effect == "ends"}
    steps = list(dict.fromkeys(s for s, effect in stages if s and effect == "advances"))
    if status in ends or status is None:
        return []
    return steps[steps.index(status) + 1 :] if status in steps else []


def _fact(connection: sqlite3.Connection, entry: Details, row: int) -> None:
    if "evidence" in entry:
        entry["evidence"] = [line for id_ in entry["evidence"] for line in _entry_line(connection, id_)]
    if entry.get("claimed_by"):
        entry["claimant"] = _cited(connection, {"source": entry["claimed_by"]})


def _entry_line(connection: sqlite3.Connection, id_: str) -> list[dict[str, Any]]:
    """An event or a deal as one line: noun, id, date, title."""
    return _rows(
        connection,
        ("noun", "id", "date", "title"),
        "SELECT 'event', id, date, title FROM event WHERE id = ?1 UNION ALL SELECT 'deal', d.id, "
        "(SELECT date FROM event WHERE deal = d.id ORDER BY start LIMIT 1), d.title FROM deal AS d WHERE d.id = ?1",
        id_,
    )


def _source(connection: sqlite3.Connection, entry: Details, row: int) -> None:
    cited: list[dict[str, Any]] = []
    for name, date, title in (
        ("event", "e.date", "e.title"),
        ("deal", "NULL", "e.title"),
        ("fact", "NULL", "e.statement"),
    ):
        order = 'e.start, e."end", e.id'
        cited += _rows(
            connection,
            ("noun", "id", "date", "title", "supports"),
            f"SELECT '{name}', e.id, {date}, {title}, json_extract(c.value, '$.supports') FROM {name} AS e, "
            f"json_each(e.sources) AS c WHERE json_extract(c.value, '$.source') = ? ORDER BY {order}",
            entry["id"],
        )
    entry["cited_by"] = cited


_GATHER = {"events": _event, "deals": _deal, "facts": _fact, "sources": _source}
