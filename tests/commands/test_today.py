"""tpcli today: what is dated to a day and month, and how."""

import json
from pathlib import Path

import pytest

from tests.conftest import Run

DATES = {
    "2018-07-05": "happened",
    "1977-07-05": "happened",
    "1990-07-05~": "happened",
    "1999-07-04": None,
    "1980-07": None,
    "1981": None,
    "1982-07/1982-08": None,
    "2001-07-05/2001-07-09": "began",
    "2002-07-01/2002-07-05": "ended",
    "2003-07-01/2003-07-09": "under way",
    "2004-12-01/2006-01-31": "under way",
    "2007-07-05/..": "began",
    "2008-06-01/..": None,
    "../2009-07-05": "ended",
    "2010-06/2010-07-05": "ended",
    "2011-07-05/2011-08": "began",
    "2012-07-06/2013-07-04": None,
    "2014-03-31/2014-09-01": "under way",
    "2013-11-02/2014-07-04": None,
    "2021-07-06/2023-01-01": "under way",
}


@pytest.fixture
def dated(tmp_path: Path) -> str:
    """A record with one event for each of these dates, whose titles are the dates."""
    path = tmp_path / "dated.jsonl"
    path.write_text("".join(json.dumps({"date": d, "title": d}) + "\n" for d in DATES), encoding="utf-8")
    return str(path)


def test_how_each_date_bears_on_the_day(run: Run, dated: str) -> None:
    done = run("--data", dated, "today", "--date", "07-05", "--format", "json")
    assert {row["date"]: row["how"] for row in json.loads(done.stdout)} == {d: how for d, how in DATES.items() if how}


def test_oldest_first_and_the_same_in_every_format(run: Run, dated: str) -> None:
    lines = run("--data", dated, "today", "--date", "07-05", "--fields", "start,date,how").stdout.splitlines()
    starts = [line.split("\t")[0] for line in lines]
    assert starts == sorted(starts)
    jsonl = run("--data", dated, "today", "--date", "07-05", "--format", "jsonl").stdout.splitlines()
    assert [json.loads(line)["date"] for line in jsonl] == [line.split("\t")[1] for line in lines]


def test_the_year_of_a_date_is_left_out(run: Run, dated: str) -> None:
    years = run("--data", dated, "today", "--date", "2018-07-05", "--fields", "date").stdout
    assert "1977-07-05" in years
    assert "2018-07-05" not in years


def test_a_leap_day_and_a_day_without_events(run: Run, dated: str) -> None:
    done = run("--data", dated, "today", "--date", "02-29")
    # The interval from December 2004 to January 2006 holds no 29 February.
    assert (done.returncode, done.stdout) == (0, "")
    assert "29 Feb" in done.stderr


def test_the_table_reads_at_every_width(run: Run) -> None:
    for width in (40, 80, 120, 200):
        done = run("today", "--date", "02-24", "--format", "table", env={"COLUMNS": str(width)})
        assert "Baghdad Pact" in " ".join(done.stdout.split())
        assert max(map(len, done.stdout.splitlines())) <= width


@pytest.mark.parametrize("typed", ["1955-02", "02-30", "13-01", "soon", "July 2018"])
def test_what_is_no_day_is_refused(run: Run, typed: str) -> None:
    done = run("today", "--date", typed)
    assert (done.returncode, done.stdout) == (2, "")
    assert "MM-DD" in done.stderr
