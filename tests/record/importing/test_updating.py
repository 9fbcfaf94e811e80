"""A record brought up to date: what changed changes, what is new comes in, and every other byte stays."""

from pathlib import Path

import pytest

from tests.conftest import Run
from tests.record.importing.test_presets import ACLED, CLASH, table
from tpcli.index.load import load

RECORD = """\
# Kept by hand.
- id: one
  date: 1955-02-24
  title: A pact
  summary: Written by hand.   # stays

# A comment between
- id: two
  date: 1956
  title: A visit
- id: three
  date: 1957
  title: Of our own
"""
SHEET = "No,Date,Event\none,1955-02-24,A pact\ntwo,1956-05,A visit\nfour 4,1955-06,A new one\nfive,1960,Later\n"


def test_what_changed_changes_and_what_is_new_comes_in(run: Run, tmp_path: Path) -> None:
    (tmp_path / "r.yaml").write_text(RECORD, encoding="utf-8")
    (tmp_path / "s.csv").write_text(SHEET, encoding="utf-8")
    command = ("import", "s.csv", "--output", "r.yaml", "--update", "No")
    shown = run(*command, "--dry-run", cwd=tmp_path)
    assert (tmp_path / "r.yaml").read_text(encoding="utf-8") == RECORD
    done = run(*command, cwd=tmp_path)
    assert (shown.returncode, done.returncode) == (0, 0), done.stderr
    assert shown.stdout == done.stdout == (
        "new\tfour-4\tA new one\nchanged\ttwo\tdate: 1956 → 1956-05\nnew\tfive\tLater\n"
    )  # fmt: skip
    assert "2 new, 1 changed" in done.stderr
    text = (tmp_path / "r.yaml").read_text(encoding="utf-8")
    first, rest = RECORD.split("# A comment between\n")
    assert text.startswith(first)
    assert "# A comment between\n- id: two\n  date: 1956-05\n  title: A visit\n" in text
    assert rest.rpartition("- id: three")[2] in text
    ids = [event.id for event in load(str(tmp_path / "r.yaml")).events]
    assert ids == ["one", "four-4", "two", "three", "five"]
    again = run(*command, cwd=tmp_path)
    assert (again.returncode, again.stdout, (tmp_path / "r.yaml").read_text(encoding="utf-8")) == (0, "", text)


@pytest.mark.parametrize("ending", [".yaml", ".json"])
def test_a_newer_download_is_the_older_one_updated(run: Run, tmp_path: Path, ending: str) -> None:
    old = table(ACLED, CLASH, {**CLASH, "event_id_cnty": "N2", "event_date": "2019-05-01"})
    new = table(
        ACLED,
        {**CLASH, "notes": "Told anew.", "source": "Morning Post; Night News"},
        {**CLASH, "event_id_cnty": "N2", "event_date": "2019-05-01"},
        {**CLASH, "event_id_cnty": "N3", "event_date": "2019-04-01"},
    )
    path = tmp_path / f"r{ending}"
    (tmp_path / "a.csv").write_text(old, encoding="utf-8")
    assert run("import", "a.csv", "--output", path.name, cwd=tmp_path).returncode == 0
    (tmp_path / "a.csv").write_text(new, encoding="utf-8")
    done = run("import", "a.csv", "--output", path.name, "--update", "event_id_cnty", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    (tmp_path / "whole").mkdir()
    assert run("import", "a.csv", "--output", f"whole/r{ending}", cwd=tmp_path).returncode == 0
    updated, whole = load(str(path)), load(str(tmp_path / "whole" / path.name))
    assert updated.events == whole.events
    assert {source.title for source in updated.sources} == {"Morning Post", "Evening Herald", "Night News"}


@pytest.mark.parametrize(
    ("options", "status", "said"),
    [
        (("--update", "No"), 2, "name its file with --output"),
        (("--update", "No", "--output", "none.yaml"), 2, "name its file with --output"),
        (("--output", "r.yaml", "--dry-run"), 2, "give both"),
        (("--update", "Nr", "--output", "r.yaml"), 2, "there is no column 'Nr'"),
        (("--output", "r.yaml"), 1, "is not replaced"),
    ],
)
def test_an_update_that_can_not_be_is_refused(
    run: Run, tmp_path: Path, options: tuple[str, ...], status: int, said: str
) -> None:
    (tmp_path / "r.yaml").write_text(RECORD, encoding="utf-8")
    (tmp_path / "s.csv").write_text(SHEET, encoding="utf-8")
    done = run("import", "s.csv", *options, cwd=tmp_path)
    assert (done.returncode, said in done.stderr) == (status, True), done.stderr
    assert (tmp_path / "r.yaml").read_text(encoding="utf-8") == RECORD


TABLE = """id,date,title,note,countries\r
one,1955-02-24,A pact,"by, hand",TR\r
\r
two,1956,"A visit",x,\r
"""
TABLE_AFTER = """id,date,title,note,countries\r
one,1955-02-24,A pact,"by, hand",TR\r
four-4,1955-06,A new one,,\r
\r
two,1956-05,"A visit",x,\r
five,1960,Later,,\r
"""
LINES = """{"id":"one", "date":"1955-02-24","title":"A pact"}
{"id":"two","date":"1956","title":"A visit","x":"y"}
"""
LINES_AFTER = """{"id":"one", "date":"1955-02-24","title":"A pact"}
{"id": "four-4", "date": "1955-06", "title": "A new one"}
{"id": "two", "date": "1956-05", "title": "A visit", "x": "y"}
{"id": "five", "date": "1960", "title": "Later"}
"""


@pytest.mark.parametrize(("name", "before", "after"), [("r.csv", TABLE, TABLE_AFTER), ("r.jsonl", LINES, LINES_AFTER)])
def test_a_table_is_brought_up_to_date_too(run: Run, tmp_path: Path, name: str, before: str, after: str) -> None:
    (tmp_path / name).write_bytes(before.encode())
    (tmp_path / "s.csv").write_text(SHEET, encoding="utf-8")
    command = ("import", "s.csv", "--output", name, "--update", "No")
    assert run(*command, "--dry-run", cwd=tmp_path).returncode == 0
    assert (tmp_path / name).read_bytes() == before.encode()
    done = run(*command, cwd=tmp_path)
    assert (done.returncode, done.stdout.count("\n")) == (0, 3), done.stderr
    written = (tmp_path / name).read_bytes().decode()
    assert written == after
    assert [event.id for event in load(str(tmp_path / name)).events] == ["one", "four-4", "two", "five"]
    again = run(*command, cwd=tmp_path)
    assert "0 new, 0 changed" in again.stderr
    assert (tmp_path / name).read_bytes().decode() == written


def test_a_column_that_the_table_lacks_is_told(run: Run, tmp_path: Path) -> None:
    (tmp_path / "r.csv").write_text("id,date,title\none,1955,A pact\n", encoding="utf-8")
    (tmp_path / "s.csv").write_text("No,Date,Event,Place\none,1955,A pact,Oslo\n", encoding="utf-8")
    done = run("import", "s.csv", "--output", "r.csv", "--update", "No", cwd=tmp_path)
    assert done.returncode == 1
    assert "there is no column for 'place'" in done.stderr


def test_events_that_have_no_id_do_not_come_in_twice(run: Run, tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text(SHEET, encoding="utf-8")
    run("import", "s.csv", "--output", "r.yaml", cwd=tmp_path)
    before = (tmp_path / "r.yaml").read_bytes()
    done = run("import", "s.csv", "--output", "r.yaml", "--update", "No", cwd=tmp_path)
    assert (done.returncode, (tmp_path / "r.yaml").read_bytes() == before) == (1, True)
    assert "'A pact' is in the record without an id, and would come in twice: give it `id: one` there" in done.stderr


def test_one_of_the_columns_that_identify_a_row_is_enough(run: Run, tmp_path: Path) -> None:
    calendar = (
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\nDTSTART;VALUE=DATE:2024{}\nSUMMARY:Talks\nEND:VEVENT\nEND:VCALENDAR\n"
    )
    for day, update in (("0101", ()), ("0102", ("--update", "UID"))):
        (tmp_path / "c.ics").write_text(calendar.format(day), encoding="utf-8")
        done = run("import", "c.ics", "--output", "r.yaml", *update, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "changed\ta\tdate: 2024-01-01 → 2024-01-02\n")


@pytest.mark.parametrize(
    ("entry", "becomes"),
    [
        (
            "- id: a  # ours\n  # above\n  date: 1955  # day?\n  title: 'A'\n",
            "- id: a  # ours\n  # above\n  date: 1956-05  # day?\n  title: 'It''s B'\n",
        ),
        ("- {id: a, date: 1955, title: A}  # ours\n", "- {id: a, date: 1956-05, title: It's B}  # ours\n"),
        ("- id: a\n  date: 1955\n  title: >-\n    A\n", "- id: a\n  date: 1956-05\n  title: It's B\n"),
    ],
)  # fmt: skip
def test_a_value_that_changes_leaves_all_beside_it(run: Run, tmp_path: Path, entry: str, becomes: str) -> None:
    (tmp_path / "r.yaml").write_text(entry, encoding="utf-8")
    (tmp_path / "s.csv").write_text("No,Date,Event\na,1956-05,It's B\n", encoding="utf-8")
    done = run("import", "s.csv", "--output", "r.yaml", "--update", "No", cwd=tmp_path)
    assert (done.returncode, (tmp_path / "r.yaml").read_text(encoding="utf-8")) == (0, becomes), done.stderr


def test_a_value_that_would_be_more_in_its_place_is_written_anew(run: Run, tmp_path: Path) -> None:
    (tmp_path / "r.yaml").write_text("- {id: a, date: 1955, title: A}\n", encoding="utf-8")
    (tmp_path / "s.csv").write_text('No,Date,Event\na,1955,"B, date: 1956 # {"\n', encoding="utf-8")
    done = run("import", "s.csv", "--output", "r.yaml", "--update", "No", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    (event,) = load(str(tmp_path / "r.yaml")).events
    assert (event.date.text, event.title) == ("1955", "B, date: 1956 # {")
