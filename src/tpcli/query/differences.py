"""Differences between two states of a record: entries that are new, gone, renamed or changed, field by field.

Both are asked through one connection, in which the older index is the schema `was` and the newer one `now`. SQL finds
what differs, comparing whole entries by their ids; fields are looked at of those alone. The order and the layout of
files make no difference, nor does an id that was made of an entry's date and title because the record gives none.

An entry that has another id now is taken for the same where either record's `retired` says so, or where it alone holds
just the same as before.
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from tpcli.query.nouns import NOUNS, Column, Noun
from tpcli.record.entries import About, Retired
from tpcli.record.fields import SINGULAR
from tpcli.text.json import Fields

MOST_REPLACED = 100
"""How often an id may have been replaced in a row to be followed."""

CHANGES = ("new", "gone", "retired", "renamed", "changed")
"""The changes of an entry. A gone one is `retired` where the newer record says so."""
WORDS = {**SINGULAR, "organisations": "organisation", "fields": "field", "places": "place"}
"""The parts of a vocabulary, and what one word of each is called."""


class Changed(NamedTuple):
    """One field of an entry, before and after."""

    field: str
    kind: str
    """As of a column: text, date (EDTF), number, list (JSON list of texts) or json (any other JSON text)."""
    old: Any
    """None where the field held nothing, or the entry was not there."""
    new: Any


class Difference(NamedTuple):
    """An entry, a word of the vocabulary, or what a record says of itself, that is not what it was."""

    change: str
    """One of CHANGES."""
    noun: str
    """In the singular: event, deal, fact or source; theme, ... of words; record; retired, of an id that is."""
    id: str
    """In the newer record; of what is gone, in the older one."""
    was: str | None
    """The id in the older record, where it was renamed."""
    title: str
    fields: tuple[Changed, ...]
    """The fields that differ, in the record's order: of what is new or gone, all that hold something."""
    retired: Retired | None = None
    """The newer record's note on an id that is gone."""
    vanished: bool = False
    """Whether an id that the older record gives is gone, and the newer one says nothing of it."""


def differences(both: sqlite3.Connection) -> Iterator[Difference]:
    """All that differs: what the records say of themselves, then entries by date or id, then words."""
    was, now = _about(both, "was"), _about(both, "now")
    yield from _of_values("record", _said(was), _said(now))
    yield from _of_values("retired", *({one.id: one._asdict() for one in about.retired} for about in (was, now)))
    for noun in NOUNS.values():
        yield from _of_entries(both, noun, was, now)
    before, after = _vocabulary(both, "was"), _vocabulary(both, "now")
    for part, noun_name in WORDS.items():
        yield from _of_values(noun_name, before[part], after[part])


def count(found: Sequence[Difference]) -> dict[str, int]:
    """How many there are of each kind of change, without those of which there are none."""
    numbers = {change: sum(one.change == change for one in found) for change in CHANGES}
    return {change: number for change, number in numbers.items() if number}


# Values that are not rows: what a record says of itself, and words


def _about(both: sqlite3.Connection, schema: str) -> About:
    (text,) = both.execute(f"SELECT value FROM {schema}.meta WHERE name = 'record'").fetchone()
    said = About(*json.loads(text))
    return said._replace(retired=tuple(Retired(*one) for one in said.retired))


def _said(about: About) -> dict[str, Fields]:
    said = {name: value for name, value in about._asdict().items() if name != "retired"}
    return {"record": said} if any(said.values()) else {}


def _vocabulary(both: sqlite3.Connection, schema: str) -> dict[str, dict[str, Fields]]:
    (text,) = both.execute(f"SELECT value FROM {schema}.meta WHERE name = 'vocabulary'").fetchone()
    words: dict[str, dict[str, Fields]] = json.loads(text)
    return words


def _of_values(noun: str, before: Fields, after: Fields) -> Iterator[Difference]:
    """The differences between values by their ids, each a mapping of fields."""
    for id_ in dict.fromkeys((*after, *before)):
        old, new = before.get(id_, {}), after.get(id_, {})
        pairs = [(name, old.get(name), new.get(name)) for name in dict.fromkeys((*new, *old)) if name != "id"]
        fields = tuple(
            Changed(name, "list" if isinstance(a or b, list | tuple) else "text", _held(a), _held(b))
            for name, a, b in pairs
            if _held(a) != _held(b)
        )
        if fields or not old or not new:
            change = "changed" if old and new else "new" if new else "gone"
            title = (new or old).get("title") or (new or old).get("name") or id_
            yield Difference(change, noun, id_, None, title, fields)


def _held(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return _dumps(value) if value else None
    return None if value == "" else value


def _dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


# Entries

_FRESH = """
DROP TABLE IF EXISTS temp.differing; DROP TABLE IF EXISTS temp.side; DROP TABLE IF EXISTS temp.told;
CREATE TEMP TABLE differing (number INTEGER PRIMARY KEY, was INTEGER, now INTEGER);
CREATE TEMP TABLE side (now INTEGER, number INTEGER, made INTEGER, mark INTEGER);
CREATE TEMP TABLE told (place INTEGER PRIMARY KEY, was INTEGER, now INTEGER)
"""
"""`differing` has the rows of an entry in both indexes, NULL where it is not there."""

_ALIKE_MADE = """
CREATE TEMP TABLE alike (was INTEGER PRIMARY KEY, now INTEGER);
INSERT INTO alike
  SELECT a.number AS was, b.number AS now FROM
    (SELECT number, mark, row_number() OVER (PARTITION BY mark ORDER BY number) AS place FROM side
     WHERE NOT now AND made) AS a
  JOIN (SELECT number, mark, row_number() OVER (PARTITION BY mark ORDER BY number) AS place FROM side
     WHERE now AND made) AS b ON b.mark = a.mark AND b.place = a.place;
UPDATE differing SET was = NULL WHERE number IN (SELECT was FROM alike);
UPDATE differing SET now = NULL WHERE number IN (SELECT now FROM alike);
DELETE FROM differing WHERE was IS NULL AND now IS NULL;
DROP TABLE alike
"""
"""Entries without ids of their own that hold the same are the same, whatever ids were made for them."""

_ALIKE = """
CREATE TEMP TABLE alike (was INTEGER PRIMARY KEY, now INTEGER);
INSERT INTO alike
  SELECT a.number AS was, b.number AS now FROM
    (SELECT min(s.number) AS number, s.mark FROM side AS s JOIN differing AS d ON d.number = s.number
     WHERE NOT s.now AND d.now IS NULL GROUP BY s.mark HAVING count(*) = 1) AS a
  JOIN (SELECT min(s.number) AS number, s.mark FROM side AS s JOIN differing AS d ON d.number = s.number
     WHERE s.now AND d.was IS NULL GROUP BY s.mark HAVING count(*) = 1) AS b ON b.mark = a.mark;
UPDATE differing SET now = (SELECT d.now FROM alike AS a JOIN differing AS d ON d.number = a.now
                            WHERE a.was = differing.number)
WHERE number IN (SELECT was FROM alike);
DELETE FROM differing WHERE number IN (SELECT now FROM alike);
DROP TABLE alike
"""
"""An entry that alone holds just what a gone one alone did was renamed."""


class _Own(NamedTuple):
    """The fields of an index that only its record knows: the name and the kind of each, by its number."""

    names: dict[str, str]
    kinds: dict[str, str]

    def named(self, text: str | None) -> str | None:
        """The values of an entry, from JSON by number to JSON by name, in the order of names."""
        if text is None:
            return None
        held = {self.names[number]: _as_text(value) for number, value in json.loads(text).items()}
        return json.dumps(held, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def _as_text(value: Any) -> Any:
    """A number as its text: the same number is one where it is declared as such and where it is not."""
    return value if isinstance(value, str | list | dict) else json.dumps(value)


def _own(both: sqlite3.Connection, schema: str, noun: str) -> _Own:
    found = both.execute(f"SELECT number, name, kind FROM {schema}.own WHERE noun = ?", (noun,)).fetchall()
    return _Own({str(number): name for number, name, _ in found}, {name: kind for _, name, kind in found})


def _columns(noun: Noun) -> list[Column]:
    """The fields that the record gives, but for the id."""
    return [column for column in noun.columns.values() if column.record and column.name != "id"]


def _of_entries(both: sqlite3.Connection, noun: Noun, was: About, now: About) -> Iterator[Difference]:
    both.executescript(_FRESH)
    own = {schema: _own(both, schema, noun.name) for schema in ("was", "now")}
    for schema, fields in own.items():
        both.create_function(f"own_{schema}", 1, fields.named, deterministic=True)
    _compare(both, noun, alike=own["was"] == own["now"])
    made = "e.made" if noun.name == "events" else "0"
    _retired(both, noun, (*was.retired, *now.retired))
    if _mark(both, noun, made):
        both.executescript(_ALIKE_MADE if made != "0" else "")
        both.executescript(_ALIKE)
    dates = 'coalesce(n.start, w.start), coalesce(n."end", w."end"), ' if noun.name == "events" else ""
    both.execute(
        f"INSERT INTO told (was, now) SELECT d.was, d.now FROM differing AS d "
        f"LEFT JOIN was.{noun.table} AS w ON w.row = d.was LEFT JOIN now.{noun.table} AS n ON n.row = d.now "
        f"ORDER BY {dates}coalesce(n.id, w.id)"
    )
    yield from _told(both, noun, own, {one.id: one for one in now.retired}, made)


def _compare(both: sqlite3.Connection, noun: Noun, *, alike: bool) -> None:
    """Fill `differing`. `alike` says that both indexes number the fields of their own alike."""
    parts = [f'w."{column.name}" IS NOT n."{column.name}"' for column in _columns(noun)]
    quick = "w.own IS NOT n.own" if alike else "coalesce(w.own, n.own) IS NOT NULL"
    differ = " OR ".join([*parts, f"({quick} AND own_was(w.own) IS NOT own_now(n.own))"])
    table = noun.table
    both.execute(
        f"INSERT INTO differing (was, now) SELECT w.row, n.row FROM was.{table} AS w "
        f"LEFT JOIN now.{table} AS n ON n.id = w.id WHERE n.row IS NULL OR {differ}"
    )
    both.execute(
        f"INSERT INTO differing (now) SELECT n.row FROM now.{table} AS n "
        f"WHERE NOT EXISTS (SELECT 1 FROM was.{table} AS w WHERE w.id = n.id)"
    )
    both.execute("CREATE INDEX temp.differing_was ON differing (was)")
    both.execute("CREATE INDEX temp.differing_now ON differing (now)")


def _retired(both: sqlite3.Connection, noun: Noun, retired: Sequence[Retired]) -> None:
    """Put together what `retired` says to be one entry: a gone id that a new one alone replaced, or the reverse."""
    becomes = {one.id: one.replaced_by for one in retired if one.replaced_by}
    if not becomes:
        return
    concerned = {*becomes, *becomes.values()}
    was, now = (_alone(both, noun, schema, concerned) for schema in ("was", "now"))
    found = set()
    for old in becomes:
        new, seen = old, {old}
        while (new := becomes.get(new, new)) not in seen and len(seen) <= MOST_REPLACED:
            seen.add(new)
            found |= {(was[a], now[b]) for a, b in ((old, new), (new, old)) if a in was and b in now}
    times = [Counter(rows) for rows in zip(*found, strict=True)]
    for row, instead in sorted(found):
        if times[0][row] == times[1][instead] == 1:
            both.execute("DELETE FROM differing WHERE now = ? AND was IS NULL", (instead,))
            both.execute("UPDATE differing SET now = ? WHERE was = ? AND now IS NULL", (instead, row))


def _alone(both: sqlite3.Connection, noun: Noun, schema: str, ids: Collection[str]) -> dict[str, int]:
    """The rows of entries that only the index of that schema has, of these ids."""
    other = "now" if schema == "was" else "was"
    sql = f"SELECT e.id, e.row FROM differing AS d JOIN {schema}.{noun.table} AS e ON e.row = d.{schema} "
    return {id_: row for id_, row in both.execute(f"{sql} WHERE d.{other} IS NULL") if id_ in ids}


def _mark(both: sqlite3.Connection, noun: Noun, made: str) -> bool:
    """Fill `side` with what is only in one of them, and with ids that were made; whether there is any in both."""
    both.create_function("mark", -1, lambda *values: hash(values), deterministic=True)
    fields = ", ".join(f'e."{column.name}"' for column in _columns(noun))
    alone = {}
    for schema, other in (("was", "now"), ("now", "was")):
        asked = f"FROM differing AS d JOIN {schema}.{noun.table} AS e ON e.row = d.{schema}"
        alone[schema] = f"{asked} WHERE d.{other} IS NULL OR {made}"
    if not all(both.execute(f"SELECT 1 {asked} LIMIT 1").fetchone() for asked in alone.values()):
        return False
    for schema, asked in alone.items():
        values = f"{int(schema == 'now')}, d.number, {made}, mark({fields}, own_{schema}(e.own))"
        both.execute(f"INSERT INTO side SELECT {values} {asked}")
    return True


def _told(
    both: sqlite3.Connection, noun: Noun, own: Mapping[str, _Own], retired: Mapping[str, Retired], made: str
) -> Iterator[Difference]:
    """The entries of `told`, with their fields."""
    columns = _columns(noun)
    title = next(n for n, column in enumerate(columns) if column.name in ("title", "statement"))
    names = [f'"{column.name}"' for column in columns]
    held = [f"{alias}.{name}" for alias in ("w", "n") for name in names]
    gone = " AND ".join(
        f"NOT EXISTS (SELECT 1 FROM now.{other.table} AS o WHERE o.id = w.id)" for other in NOUNS.values()
    )
    sql = (
        f"SELECT w.id, n.id, n.id IS NULL AND {gone}, {made.replace('e.', 'w.')}, "
        f"own_was(w.own), own_now(n.own), {', '.join(held)} FROM told AS t "
        f"LEFT JOIN was.{noun.table} AS w ON w.row = t.was LEFT JOIN now.{noun.table} AS n ON n.row = t.now "
        "ORDER BY t.place"
    )
    for old_id, new_id, unknown, is_made, old_own, new_own, *values in both.execute(sql):
        old, new = values[: len(names)], values[len(names) :]
        fields = [
            Changed(column.name, column.kind, a, b) for column, a, b in zip(columns, old, new, strict=True) if a != b
        ]
        fields += _own_fields(own, old_own, new_own)
        why = retired.get(old_id) if unknown else None
        change = "changed" if old_id == new_id else "new" if old_id is None else "gone" if new_id is None else "renamed"
        yield Difference(
            "retired" if why else change,
            noun.table,
            new_id or old_id,
            old_id if change == "renamed" else None,
            (old if new_id is None else new)[title],
            tuple(fields),
            why,
            bool(unknown and not is_made and why is None),
        )


def _own_fields(own: Mapping[str, _Own], old: str | None, new: str | None) -> Iterator[Changed]:
    before, after = json.loads(old or "{}"), json.loads(new or "{}")
    for name in dict.fromkeys((*own["now"].names.values(), *own["was"].names.values())):
        a, b = before.get(name), after.get(name)
        if a != b:
            kind = own["now"].kinds.get(name) or own["was"].kinds[name]
            parts = [value if isinstance(value, str) or value is None else _dumps(value) for value in (a, b)]
            kind = kind if kind == "date" else "text" if all(isinstance(v, str | None) for v in (a, b)) else "json"
            yield Changed(name, kind, *parts)
