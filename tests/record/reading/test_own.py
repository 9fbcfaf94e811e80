"""Fields that only a record knows: kept, shown, sorted, found, exported, declared, and told apart from slips."""

import csv
import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Run

ROWS = [
    {"date": "1955", "title": "A battle", "fatalities": "12", "actor": "Some force", 'it\'s "odd"': "x\ty"},
    {"date": "1956", "title": "Another", "fatalities": "9", 'it\'s "odd"': "z"},
    {"date": "1957", "title": "None"},
]


def _csv(path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, list(ROWS[0]))
        writer.writeheader()
        writer.writerows(ROWS)


WRITE: dict[str, Callable[[Path], object]] = {
    "csv": _csv,
    "json": lambda path: path.write_text(json.dumps(ROWS), encoding="utf-8"),
    "jsonl": lambda path: path.write_text("".join(f"{json.dumps(row)}\n" for row in ROWS), encoding="utf-8"),
    "yaml": lambda path: path.write_text(json.dumps(ROWS), encoding="utf-8"),
}


@pytest.mark.parametrize("format_", WRITE)
def test_a_field_that_is_not_known_is_kept_in_every_format(run: Run, tmp_path: Path, format_: str) -> None:
    record = tmp_path / f"mine.{format_}"
    WRITE[format_](record)
    first = run("--data", str(record), "timeline", "--fields", "title,fatalities", "--sort", "fatalities")
    assert (first.returncode, first.stdout) == (0, "Another\t9\nA battle\t12\nNone\t\n")
    assert first.stderr.count("own-field") == first.stderr.count("\n") == 1
    assert "'fatalities', 'actor'" in first.stderr
    assert run("--data", str(record), "timeline", "--match", "force", "--fields", "title").stdout == "A battle\n"
    kept = json.loads(run("--data", str(record), "timeline", "--format", "json").stdout)
    assert kept[0].items() >= {"fatalities": 12, "actor": "Some force", 'it\'s "odd"': "x\ty"}.items()
    assert "fatalities" not in kept[2]
    rows = list(csv.DictReader(run("--data", str(record), "timeline", "--format", "csv").stdout.splitlines()))
    assert [row['it\'s "odd"'] for row in rows] == ["x\ty", "z", ""]
    found = run("--data", str(record), "check", "--format", "json")
    assert [p["severity"] for p in json.loads(found.stdout) if p["code"] == "own-field"] == ["warning"]


def test_exports_of_tables_and_sql_have_it(run: Run, tmp_path: Path) -> None:
    record, database = tmp_path / "mine.csv", tmp_path / "out.sqlite"
    _csv(record)
    assert run("--data", str(record), "export", "sqlite", "--output", str(database)).returncode == 0
    connection = sqlite3.connect(database)
    assert connection.execute('SELECT fatalities, "it\'s ""odd""" FROM events').fetchall()[1] == (9, "z")
    assert connection.execute("SELECT title FROM events_fts WHERE events_fts MATCH 'force'").fetchall() == [
        ("A battle",)
    ]
    connection.close()
    assert run("--data", str(record), "sql", "select sum(fatalities) from events").stdout == "21\n"


def test_what_is_declared_is_read_as_its_kind_and_added_up(run: Run, tmp_path: Path) -> None:
    record = tmp_path / "record"
    record.mkdir()
    events = [
        {"date": "1955", "title": "A", "change": -1.5, "tags": "a"},
        {"date": "1955", "title": "B", "change": 4, "tags": ["b", "c"]},
    ]
    (record / "events.json").write_text(json.dumps(events), encoding="utf-8")
    declared = {"change": {"kind": "number", "meaning": "by\nhow much"}, "tags": {"kind": "list"}}
    (record / "vocabulary.json").write_text(json.dumps({"fields": declared}), encoding="utf-8")
    done = run("--data", str(record), "timeline", "--fields", "tags,change", "--format", "jsonl")
    assert done.stdout == '{"tags":["a"],"change":-1.5}\n{"tags":["b","c"],"change":4}\n'
    assert done.stderr == ""
    assert "own-field" not in run("--data", str(record), "check").stdout
    assert run("--data", str(record), "stats", "--sum", "change", "--by", "decade").stdout == "1950s\t2\t2.5\n"
    assert "events\tchange\tNUMERIC\tby how much\n" in run("--data", str(record), "sql", "--tables").stdout
    assert run("--data", str(record), "stats", "--sum", "chance").returncode == 2


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("titel", "title"),
        ("sumary", "summary"),
        ("Place", "place"),
        ("theme", "themes"),
        ("<<", ""),
    ],
)
def test_what_is_one_slip_away_is_an_error(run: Run, tmp_path: Path, name: str, meant: str) -> None:
    record = tmp_path / "mine.json"
    record.write_text(json.dumps([{"date": "1955", "title": "A", name: "x"}]), encoding="utf-8")
    done = run("--data", str(record), "timeline")
    assert done.returncode == 1
    assert "unknown-field" in done.stderr
    assert meant in done.stderr


@pytest.mark.parametrize(
    "fields", [[], {"place": {"kind": "text"}}, {"a": {"kind": "colour"}}, {"a": {"sort": "text"}}, {"a": 5}]
)
def test_a_wrong_declaration_is_an_error(run: Run, tmp_path: Path, fields: object) -> None:
    record = tmp_path / "mine.json"
    whole = {"events": [{"date": "1955", "title": "A"}], "vocabulary": {"fields": fields}}
    record.write_text(json.dumps(whole), encoding="utf-8")
    done = run("--data", str(record), "timeline")
    assert done.returncode == 1
    assert "mine.json:1:" in done.stderr


def test_a_declared_value_of_another_kind_is_an_error(run: Run, tmp_path: Path) -> None:
    record = tmp_path / "mine.json"
    whole = {
        "events": [{"date": "1955", "title": "A", "n": "many"}],
        "vocabulary": {"fields": {"n": {"kind": "number"}}},
    }
    record.write_text(json.dumps(whole), encoding="utf-8")
    assert "not-a-number" in run("--data", str(record), "timeline").stderr


def test_too_many_fields_are_one_error(run: Run, tmp_path: Path) -> None:
    row = {"date": "1955", "title": "A"} | {f"c{n}": "1" for n in range(600)}
    (tmp_path / "r.json").write_text(json.dumps([row, row]), encoding="utf-8")
    done = run("--data", "r.json", "timeline", cwd=tmp_path)
    assert (done.returncode, done.stderr.count("too-many-fields")) == (1, 1)
    assert "'c500' is one more than the 500 fields of its own that a record may have" in done.stderr


def test_a_part_of_the_vocabulary_outside_of_it_is_told_where_it_belongs(run: Run, tmp_path: Path) -> None:
    (tmp_path / "r.yaml").write_text("fields: {a: {kind: text}}\nevents: []\n", encoding="utf-8")
    done = run("--data", "r.yaml", "check", cwd=tmp_path)
    assert "but of its vocabulary: write it there, as `vocabulary: {fields: ...}`" in done.stdout
