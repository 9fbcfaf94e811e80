"""The SQLite export, read with sqlite3."""

import json
import sqlite3
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.export.conftest import Whole
from tpcli.export.tables import TABLES
from tpcli.record.reading.record import Record


def test_the_whole_record_is_in_it(bundled: Record, whole: Whole) -> None:
    db = sqlite3.connect(whole("sqlite"))
    for name in ("events", "deals", "facts", "sources"):
        entries = getattr(bundled, name)
        assert db.execute(f"SELECT count(*) FROM {name}").fetchone() == (len(entries),)
        assert {id_ for (id_,) in db.execute(f"SELECT id FROM {name}")} == {entry.id for entry in entries}
    for table, field in (("event_themes", "themes"), ("event_countries", "countries")):
        number = sum(len(getattr(event, field)) for event in bundled.events)
        assert db.execute(f"SELECT count(*) FROM {table}").fetchone() == (number,)
    cited = sum(len(entry.sources) for name in ("events", "deals", "facts") for entry in getattr(bundled, name))
    assert db.execute("SELECT count(*) FROM citations").fetchone() == (cited,)
    event = next(event for event in bundled.events if event.id == "baghdad-pact-signed")
    row = db.execute("SELECT date, title, summary, start FROM events WHERE id = 'baghdad-pact-signed'").fetchone()
    assert row == (event.date.text, event.title, event.summary, event.date.text)


def test_keys_hold_and_every_column_is_described(whole: Whole) -> None:
    db = sqlite3.connect(whole("sqlite"))
    assert db.execute("PRAGMA foreign_key_check").fetchall() == []
    assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    described = set(db.execute("SELECT table_name, column_name FROM documentation WHERE meaning <> ''"))
    for table in TABLES:
        columns = [name for (name,) in db.execute("SELECT name FROM pragma_table_info(?)", (table.name,))]
        assert columns
        assert {(table.name, name) for name in ("", *columns)} <= described


def test_status_and_search(run: Run, record: Path, tmp_path: Path) -> None:
    path = tmp_path / "record.sqlite"
    assert run("--data", str(record), "export", "sqlite", "--output", str(path)).returncode == 0
    db = sqlite3.connect(path)
    found = db.execute("SELECT id, status, delivered, first, latest, value_disputed FROM deal_status ORDER BY id")
    assert found.fetchall() == [
        ("corvettes", "partly-delivered", 1, "2018-07-05", "2023-09", 1),
        ("pistols", None, None, None, None, 0),
    ]
    steps = db.execute("SELECT step, stage, event FROM deal_lifecycle").fetchall()
    assert steps == [(1, "Contract signed", "corvettes-signed"), (2, "Part delivered", "corvettes-first")]
    links = db.execute("SELECT source, url, supports FROM event_sources WHERE id = 'pact-signed'").fetchall()
    assert links == [
        ("atlas", "https://example.org/atlas", "day and place"), (None, "https://example.org/a-bare-link", None)
    ]  # fmt: skip
    match = "SELECT e.id FROM events_fts AS f JOIN events AS e ON e.rowid = f.rowid WHERE events_fts MATCH ?"
    assert set(db.execute(match, ("golcuk",))) == {("corvettes-first",), ("hostile",)}  # One by an organisation.
    assert db.execute("SELECT date, start, end FROM events WHERE id = 'talks-go-on'").fetchall() == [
        ("2024-05/..", "2024-05-01", None)
    ]


def test_filters_take_what_hangs_together(run: Run, record: Path, tmp_path: Path) -> None:
    path = tmp_path / "record.sqlite"
    done = run("--data", str(record), "export", "sqlite", "--year", "2018", "--output", str(path))
    assert "1 event, 1 deal, 1 fact, 1 source" in done.stderr
    db = sqlite3.connect(path)
    assert db.execute("SELECT id FROM events").fetchall() == [("corvettes-signed",)]
    assert db.execute("SELECT id FROM deals").fetchall() == [("corvettes",)]
    assert db.execute("SELECT id FROM facts").fetchall() == [("largest-export",)]
    assert db.execute("SELECT id FROM sources").fetchall() == [("atlas",)]
    # What the deal is does not change by leaving out the event that made it so.
    assert db.execute("SELECT status FROM deal_status").fetchall() == [("partly-delivered",)]
    assert db.execute("SELECT event FROM deal_history ORDER BY step").fetchall() == [("corvettes-signed",), (None,)]
    assert db.execute("PRAGMA foreign_key_check").fetchall() == []


NOUNS = ("events", "deals", "facts", "sources")


def test_its_full_text_tables_find_what_search_finds(whole: Whole, bundled_stamp: Path) -> None:
    index = sqlite3.connect(next(bundled_stamp.parent.glob("*.sqlite")))
    index.execute("CREATE VIRTUAL TABLE temp.said USING fts5vocab ('main', 'words', 'row')")
    words = [word for (word,) in index.execute("SELECT term FROM temp.said ORDER BY term")]
    db = sqlite3.connect(whole("sqlite"))
    for word in [*words[::97], "akinci", "golcuk", "turkiye"]:
        counts = [0, 0, 0, 0]
        for (row,) in index.execute("SELECT rowid FROM words WHERE words MATCH ?", (f'"{word}"',)):
            counts[row % 4] += 1
        found = [
            db.execute(f"SELECT count(*) FROM {noun}_fts WHERE {noun}_fts MATCH ?", (f'"{word}"',)).fetchone()[0]
            for noun in NOUNS
        ]
        assert found == counts, word


@pytest.mark.parametrize(
    ("typed", "titles"),
    [
        ("akinci", 2), ("akıncı", 1), ("AKINCI", 2), ("αθηνας", 2), ("ΑΘΗΝΑΣ", 2), ("елка", 1), ("Ёлка", 1),
        ("محمد", 1), ("مُحَمَّد", 1), ("协议", 1), ("签署仪式", 1), ("テスト", 1), ("हिन्दी", 1), ("F-16", 1), ("celik", 1),
    ],
)  # fmt: skip
def test_words_are_found_as_typed_in_sqlite_itself(run: Run, tmp_path: Path, typed: str, titles: int) -> None:
    texts = (
        "Αθήνας συμφωνία",
        "ΟΔΟΣ ΑΘΗΝΑΣ",
        "Ёлка",
        "مُحَمَّد",
        "中巴协议签署仪式",
        "日本語テスト大会",
        "हिन्दी",
        "Akıncı F-16",
        "AKINCI",
    )
    events = [{"date": "2000", "title": text} for text in texts]
    events[0]["organisations"] = "Çelik A.Ş."
    (tmp_path / "r.json").write_text(json.dumps(events), encoding="utf-8")
    path = tmp_path / "r.sqlite"
    assert run("--data", str(tmp_path / "r.json"), "export", "sqlite", "--output", str(path)).returncode == 0
    db = sqlite3.connect(path)
    marked = "SELECT highlight(events_fts, 0, '<', '>') FROM events_fts WHERE events_fts MATCH ?"
    assert len(db.execute(marked, (f'"{typed}"',)).fetchall()) == titles
