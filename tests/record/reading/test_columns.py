"""Entries that are read together read as they do one by one, whatever is wrong with them."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tpcli.record.model import ENTRIES, FIELDS, Vocabulary, shapes
from tpcli.record.problems import RecordError
from tpcli.record.reading import columns, kept
from tpcli.record.reading import entries as record
from tpcli.record.reading import jsonl as reader
from tpcli.record.reading.columns import Columns

VALUES: dict[str, list[Any]] = {
    "id": ["a", "b", "c", "d", "e", "no id"],
    "date": ["1955", "1955-02-24", "2010/2014", "1955-02-30", ["1955"]],
    "title": ["one", "two", True, {"a": "b"}],
    "themes": ["naval", ["alliance"], ["alliance", "training"], [], ["alien"], [["alliance"]]],
    "countries": [["TR"], ["TR", "PK"], ["Turkey"], [None]],
    "organisations": ["A", ["A", "B"], ["A", True], [{}]],
    "deal": ["ships", "lorries"],
    "stage": ["signed", "ordered", "delivered"],
    "quantity": [1, 1.0, 1.5, "2"],
    "sources": ["https://example.org", ["book"], [{"source": "book", "supports": "all"}], ["paper"], [{"of": "book"}]],
    "confidence": ["high", "some"],
    "colour": ["blue"],
}
ANY = st.fixed_dictionaries(
    {}, optional={name: st.sampled_from([*values, None, ""]) for name, values in VALUES.items()}
)
MOSTLY_RIGHT = st.fixed_dictionaries(
    {"date": st.sampled_from(VALUES["date"][:3]), "title": st.sampled_from(VALUES["title"][:2])},
    optional={
        name: st.sampled_from([*values[:3], None])
        for name, values in VALUES.items()
        if name not in ("date", "title", "colour")
    },
)
REST: dict[str, Any] = {
    "deals.json": [{"id": "ships", "title": "Ships"}],
    "sources.json": [{"id": "book", "title": "A book"}, {"id": "e", "title": "Another"}],
}


def outcome(folder: Path) -> tuple[Any, ...]:
    """What a record reads as: its entries with their places, or its problems."""
    try:
        read = record.load(str(folder))
    except RecordError as error:
        return tuple(error.problems)
    return read.events, read.sources, read.places


@given(
    st.lists(ANY | MOSTLY_RIGHT, max_size=8),
    st.sampled_from(["json", "jsonl"]),
    st.sampled_from([1, 3, 512]),
    st.sampled_from([1, 32_768]),
)
def test_together_as_one_by_one(
    tmp_path_factory: pytest.TempPathFactory, events: list[dict[str, Any]], format_: str, lot: int, most: int
) -> None:
    folder = tmp_path_factory.mktemp("record")
    for name, content in REST.items():
        (folder / name).write_text(json.dumps(content))
    lines = "".join(json.dumps(event) + "\n" for event in events)
    (folder / f"events.{format_}").write_text(lines if format_ == "jsonl" else json.dumps(events))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(record, "LOT", lot)
        patch.setattr(reader, "BLOCK", 100 * lot)
        patch.setattr(kept, "MOST", most)
        together = outcome(folder)
        patch.setattr(Columns, "read", lambda *_: None)
        assert together == outcome(folder)


def test_what_is_right_is_read_together() -> None:
    readers = {name: shapes(Vocabulary())[field.shape] for name, field in FIELDS["events"].items()}
    sure = columns.Columns(ENTRIES["events"], readers, ["date", "title"])
    found = sure.read([{"date": "1955", "title": "one"}, {"title": "two", "date": "1956", "place": None}])
    assert found
    assert [list(column) for column in found[2:4]] == [["one", "two"], [None, None]]
    assert sure.read([{"date": "1955", "title": "one"}, {"date": "1956"}]) is None
    assert sure.read([{"date": "1955", "title": "one", "colour": "blue"}]) is None
