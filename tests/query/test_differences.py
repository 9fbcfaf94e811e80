"""What differs between two records: laws over small records, and what counts as the same entry."""

import json
import sqlite3
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tpcli.index.side_by_side import built_apart, side_by_side
from tpcli.query.differences import Difference, differences
from tpcli.record.reading.files import RecordFile

Record = dict[str, Any]


def between(old: Record, new: Record) -> list[Difference]:
    """What differs between two records, each the content of a JSON file."""
    return _between(_index(old), _index(new))


def _between(old: sqlite3.Connection, new: sqlite3.Connection) -> list[Difference]:
    with side_by_side(old, new) as both:
        return list(differences(both))


def _index(record: Record) -> sqlite3.Connection:
    return built_apart(Path(":memory:"), "x", [_file(record)])


def _file(record: Record) -> RecordFile:
    return RecordFile("x.json", None, "json", None, json.dumps({"events": [], **record}).encode())


def _maybe(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Record]:
    return st.fixed_dictionaries({}, optional=fields)


_ids = st.sampled_from(["a", "b", "c"])
_texts = st.sampled_from(["one", "two", "3"])
_sources = st.lists(st.sampled_from(["https://e.org/1", {"source": "https://e.org/2", "supports": "day"}]), min_size=1)
_events = st.builds(
    lambda id_, date, title, rest: {"id": f"e-{id_}", "date": date, "title": title, **rest},
    _ids,
    st.sampled_from(["1955", "1955-02", "1960~"]),
    _texts,
    _maybe(summary=_texts, themes=st.lists(_texts, min_size=1), sources=_sources, tags=st.lists(_texts), weight=_texts),
)
_facts = st.builds(
    lambda id_, text, rest: {"id": f"f-{id_}", "statement": text, **rest}, _ids, _texts, _maybe(note=_texts)
)
_deals = st.builds(
    lambda id_, text, rest: {"id": f"d-{id_}", "title": text, **rest},
    _ids,
    _texts,
    _maybe(value=st.sampled_from([{"amount": 1, "currency": "USD"}, {"amount": 2, "currency": "USD"}])),
)
_retired = st.fixed_dictionaries({"id": st.just("e-a"), "why": _texts}, optional={"replaced_by": st.just("e-b")})


def _of_each(entries: st.SearchStrategy[Record]) -> st.SearchStrategy[list[Record]]:
    return st.lists(entries, unique_by=lambda entry: entry["id"], max_size=3)


def _readable(record: Record) -> Record:
    """The record without retired ids that an event still has, or that were replaced by what is not there."""
    ids = {event["id"] for event in record["events"]}
    about = dict(record.get("record", {}))
    retired = about.pop("retired", [])
    left = [one for one in retired if one["id"] not in ids and one.get("replaced_by") in {None, *ids}]
    return {**record, "record": {**about, "retired": left}}


records = st.fixed_dictionaries(
    {"events": _of_each(_events), "facts": _of_each(_facts), "deals": _of_each(_deals)},
    optional={
        "record": _maybe(title=_texts, version=_texts, retired=st.lists(_retired, max_size=1)),
        "vocabulary": st.just({"themes": [{"id": "one", "aliases": ["first"]}, "two", "3"]}),
    },
).map(_readable)


def applied(entries: dict[tuple[str, str], Any], found: list[Difference]) -> dict[tuple[str, str], Any]:
    """The entries after what differs was done to them; each old value must be what is there."""
    left = {key: dict(fields) for key, fields in entries.items()}
    moved = {(one.noun, one.was or one.id): left.pop((one.noun, one.was or one.id), {}) for one in found}
    for one in found:
        fields = moved[one.noun, one.was or one.id]
        for field in one.fields:
            assert fields.get(field.field) == field.old
            fields[field.field] = field.new
        kept = {name: value for name, value in fields.items() if value is not None}
        if one.change in ("gone", "retired"):
            assert kept == {}
        else:
            left[one.noun, one.id] = kept
    return left


@settings(max_examples=12)
@given(records, records)
def test_what_differs_makes_one_of_the_other_and_mirrors_it(old: Record, new: Record) -> None:
    a, b, nothing = _index(old), _index(new), _index({})
    assert _between(a, a) == []
    there, back = _between(a, b), _between(b, a)
    assert applied(applied({}, _between(nothing, a)), there) == applied({}, _between(nothing, b))
    mirror = {"new": "gone", "gone": "new", "retired": "new", "renamed": "renamed", "changed": "changed"}
    turned = [
        (mirror[one.change], one.noun, one.was or one.id, {(f.field, f.new, f.old) for f in one.fields}) for one in back
    ]
    forth = [
        (one.change.replace("retired", "gone"), one.noun, one.id, {(f.field, f.old, f.new) for f in one.fields})
        for one in there
    ]
    assert sorted(turned, key=repr) == sorted(forth, key=repr)


def test_order_and_layout_make_no_difference(tmp_path: Path) -> None:
    """Also of entries without ids, of equal dates and titles, for which ids are made in the order of the file."""
    rows = ["1955,A pact,x,7", "1955,A pact,y,8", "1956,Another,,"]
    folder = tmp_path / "many"
    folder.mkdir()
    (folder / "events.csv").write_text("\n".join(["date,title,summary,weight", *rows]) + "\n")
    one = tmp_path / "one.yaml"
    one.write_text(
        "- {title: Another, date: 1956}\n- {weight: 8, summary: y, date: 1955, title: A pact}\n"
        "- {summary: x, weight: '7', title: A pact, date: 1955}\n"
    )
    from tpcli.index.cache import open_index

    with side_by_side(open_index(str(folder)), open_index(str(one))) as both:
        assert list(differences(both)) == []


def event(id_: str, title: str = "A pact", **fields: Any) -> Record:
    return {"id": id_, "date": "1955", "title": title, **fields}


def test_an_id_that_is_gone_is_renamed_retired_or_vanished() -> None:
    old = {"events": [event("same"), event("moved", "Two"), event("dropped", "Three"), event("lost", "Four")]}
    new = {
        "record": {
            "retired": [
                {"id": "moved", "why": "spelling", "replaced_by": "moved-2"},
                {"id": "dropped", "why": "was the same as another"},
            ]
        },
        "events": [event("same-now"), event("moved-2", "Two and more")],
    }
    found = {one.id: one for one in between(old, new) if one.noun == "event"}
    assert {id_: (one.change, one.was, one.vanished) for id_, one in found.items()} == {
        "same-now": ("renamed", "same", False),
        "moved-2": ("renamed", "moved", False),
        "dropped": ("retired", None, False),
        "lost": ("gone", None, True),
    }
    assert [field[::2] for field in found["moved-2"].fields] == [("title", "Two")]


def test_what_two_ids_became_is_new_and_nothing_is_guessed() -> None:
    old = {"events": [event("a", "One"), event("b", "Two"), event("x", "Like"), event("y", "Like")]}
    merged = [{"id": id_, "why": "one event", "replaced_by": "ab"} for id_ in "ab"]
    new = {"record": {"retired": merged}, "events": [event("ab", "Both"), event("z", "Like")]}
    changes = {one.id: one.change for one in between(old, new) if one.noun == "event"}
    assert changes == {"ab": "new", "a": "retired", "b": "retired", "x": "gone", "y": "gone", "z": "new"}
