"""What only a whole record can answer is found while its index is made, which keeps nothing of the events in memory."""

import json
from pathlib import Path
from typing import Any

import pytest

from tpcli.index.cache import open_index
from tpcli.index.check import check
from tpcli.record.problems import Problem, RecordError
from tpcli.record.reading.opened import LOT


@pytest.fixture(autouse=True)
def _cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr("tpcli.record.reading.jsonl.BLOCK", 4096)


def record(folder: Path, *events: dict[str, Any]) -> Path:
    """A record of JSON Lines with a deal; between the events stand more than are read at a time."""
    path = folder / "record"
    path.mkdir()
    (path / "deals.json").write_text('[{"id": "ships", "title": "Ships"}]')
    between = [{"id": f"e{n}", "date": "1955", "title": "one"} for n in range(LOT)]
    lines = [line for event in events for line in (event, *between)]
    for n, line in enumerate(lines):
        if line.get("id", "").startswith("e"):
            line = {**line, "id": f"e{n}"}
        lines[n] = line
    (path / "events.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    return path


def errors(path: Path) -> list[tuple[int, str]]:
    """The line and code of each error, the same from the index and from `tpcli check`."""
    with pytest.raises(RecordError) as raised:
        open_index(str(path))

    def of_events(problems: Any) -> list[Problem]:
        return [problem for problem in problems if problem.severity == "error"]

    assert of_events(raised.value.problems) == of_events(check(str(path)))
    return [(problem.line, problem.code) for problem in raised.value.problems]


GOOD = {"id": "a", "date": "1955", "title": "one"}
FAULTY = {"id": "a", "date": "never", "title": "one"}
NEXT = LOT + 2
"""The line of the second event."""


def test_ids_that_stand_twice_far_apart(tmp_path: Path) -> None:
    assert errors(record(tmp_path, GOOD, GOOD)) == [(NEXT, "equal-ids")]


@pytest.mark.parametrize(("first", "second", "faulty"), [(GOOD, FAULTY, NEXT), (FAULTY, GOOD, 1), (FAULTY, FAULTY, 1)])
def test_ids_that_stand_twice_once_with_an_error(
    tmp_path: Path, first: dict[str, Any], second: dict[str, Any], faulty: int
) -> None:
    found = errors(record(tmp_path, first, second))
    assert (NEXT, "equal-ids") in found
    assert (faulty, "not-a-date") in found


def test_an_id_of_a_deal_is_none_for_an_event(tmp_path: Path) -> None:
    assert errors(record(tmp_path, GOOD, {**GOOD, "id": "ships"})) == [(NEXT, "equal-ids")]


@pytest.mark.parametrize("with_id", [True, False])
def test_a_stage_before_one_that_it_needs(tmp_path: Path, with_id: bool) -> None:
    early = {"date": "1954", "title": "Delivered", "deal": "ships", "stage": "delivered"}
    late = {"date": "1955", "title": "Signed", "deal": "ships", "stage": "signed"}
    if with_id:
        early["id"], late["id"] = "early", "late"
    assert errors(record(tmp_path, late, early)) == [(NEXT, "stage-order")]


def test_a_record_that_is_right_is_no_error(tmp_path: Path) -> None:
    connection = open_index(str(record(tmp_path, GOOD, {**GOOD, "id": "b"})))
    assert connection.execute("SELECT count(*) FROM event").fetchone() == (2 * NEXT - 2,)


NAMELESS = {"date": "1955", "title": "A pact"}
NAMED = {"id": "1955-a-pact", "date": "1956", "title": "Another"}


@pytest.mark.parametrize(("first", "second", "line"), [(NAMED, NAMELESS, 1), (NAMELESS, NAMED, NEXT)])
def test_an_id_that_was_made_for_another_entry(
    tmp_path: Path, first: dict[str, Any], second: dict[str, Any], line: int
) -> None:
    assert errors(record(tmp_path, first, second)) == [(line, "equal-ids")]


def test_ids_that_are_made_of_the_same_are_numbered(tmp_path: Path) -> None:
    second = {**NAMELESS, "title": "A pact 2"}
    connection = open_index(str(record(tmp_path, NAMELESS, second, NAMELESS, second, NAMELESS)))
    made = [id_ for (id_,) in connection.execute("SELECT id FROM event WHERE id LIKE '1955%' ORDER BY row")]
    assert made == ["1955-a-pact", "1955-a-pact-2", "1955-a-pact-3", "1955-a-pact-2-2", "1955-a-pact-4"]


def test_a_file_that_can_not_be_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    path.write_text("id,date,title\n" + "".join(f"e{n},1955,one\n" for n in range(LOT + 10)) + 'a,1955,"open\n')
    assert errors(path) == [(LOT + 12, "not-csv")]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("events.yaml", "# A record.\n- date: 1955\n  title: one\n- {date: 1956,\n   title: two}\n"),
        ("all.yaml", "events:\n- date: 1955\n  title: one\n- {date: 1956,\n   title: two}\n"),
        ("events.json", '[\n{"date": "1955", "title": "one"},\n\n{"date": "1956",\n"title": "two"}]'),
        ("all.json", '{"events": [\n{"date": "1955", "title": "one"},\n\n{"date": "1956", "title": "two"}]}'),
        ("events.jsonl", '\n{"date": "1955", "title": "one"}\n\n{"date": "1956", "title": "two"}\n'),
        ("events.csv", "date,title\n1955,one\n\n1956,two\n"),
    ],
)
def test_each_row_knows_where_its_entry_is(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    rows = open_index(str(tmp_path / name)).execute("SELECT file, line, item, made FROM event ORDER BY row")
    by_line = name.endswith(("jsonl", "csv"))
    assert rows.fetchall() == [(0, 2, 1 if by_line else 0, 1), (0, 4, 3 if by_line else 1, 1)]


def test_what_is_wrong_by_itself_and_in_the_whole_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "sources.json").write_text('[{"id": "atlas", "title": "An Atlas"}, {"id": "atlas", "title": "B"}]')
    (tmp_path / "events.json").write_text(
        '[{"id": "a", "date": "never", "title": "one", "sources": ["atlsa"]},\n'
        ' {"id": "b", "date": "1955", "title": "two", "sources": ["atlsa"], "deal": "a"}]'
    )
    with pytest.raises(RecordError) as raised:
        open_index(str(tmp_path))
    assert [(Path(p.file).stem, p.line, p.code) for p in raised.value.problems] == [
        ("sources", 1, "equal-ids"),
        ("events", 1, "not-a-date"),
        ("events", 1, "unknown-source"),
        ("events", 2, "unknown-source"),
        ("events", 2, "unknown-deal"),
    ]
    assert "did you mean 'atlas'?" in raised.value.problems[2].message
