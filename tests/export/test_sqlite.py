"""The SQLite export, read with sqlite3."""

import sqlite3
from pathlib import Path

from tests.conftest import Run
from tests.export.conftest import Whole
from tpcli.export.tables import TABLES
from tpcli.record.reading.entries import Record


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
    assert db.execute(match, ("golcuk",)).fetchall() == [("corvettes-first",)]
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
