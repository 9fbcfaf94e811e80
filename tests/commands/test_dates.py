"""Dates on the command line and in files, from end to end."""

import json
from datetime import date
from pathlib import Path

import pytest

from tests.conftest import Run

EVENTS = """\
- {date: 2018-07-07, title: In the range}
- {date: 2005-07-09, title: Thirteen years off}
- {date: 2018-07-05, title: Fifth of July}
- {date: 2005-07-18, title: Other}
"""


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    path = tmp_path / "mine.yaml"
    path.write_text(EVENTS, encoding="utf-8")
    return path


def test_days_of_a_month_are_all_of_them(run: Run, mine: Path) -> None:
    done = run("--data", str(mine), "timeline", "--year", "5-9 Jul 2018", "--fields", "date")
    assert done.stdout.split() == ["2018-07-05", "2018-07-07"]
    shown = run("timeline", "--year", "22-23 Dec 2020", "--fields", "date").stdout.split()
    assert "2020-12-22/2020-12-23" in shown
    assert run("deals", "--as-of", "1-2 Mar 2018", "--fields", "id").stdout.count("\n") > 3


@pytest.mark.parametrize("typed", ["180705", "03/04/1955", "2004/05", "1800s", "1900s", "5/7/18", "9" * 40, "٢٠١٨"])
def test_what_would_be_a_guess_is_refused(run: Run, mine: Path, typed: str) -> None:
    for option in ("--from", "--to", "--year"):
        done = run("--data", str(mine), "timeline", option, typed)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith(f"tpcli: {option}: ")


def test_an_event_is_added_as_its_date_was_typed(run: Run, mine: Path) -> None:
    for typed, written in (
        ("today", date.today().isoformat()),
        ("c. Nov 2018", "2018-11~"),
        ("44 BC", "-0043"),
        ("8 or 9 Jan 2024", "'[2024-01-08,2024-01-09]'"),
        ("2021-08-15 14:30", "2021-08-15T14:30"),
    ):
        done = run("--data", str(mine), "add", "--date", typed, "--title", f"On {typed}")
        assert (done.returncode, done.stderr) == (0, "")
        assert f"date: {written}" in mine.read_text(encoding="utf-8")
    assert run("check", str(mine)).returncode == 0
    refused = run("--data", str(mine), "add", "--date", "1900s", "--title", "When")
    assert (refused.returncode, "--date: '1900s' can be read as 190X" in refused.stderr) == (2, True)


def test_a_table_of_decades_keeps_what_is_clear(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_text("date,title\n1800s,A\n1900s,B\n1950s,C\n2018-07-05 00:00:00,D\n", encoding="utf-8")
    done = run("import", str(table), "--map", "date=date,title=title", "--rejects", str(tmp_path / "aside.csv"))
    assert [line for line in done.stdout.splitlines() if "date" in line] == ["- date: 195X", "- date: 2018-07-05"]
    assert "t.csv:3: date: '1900s' can be read as 190X (1900 to 1909) or as 19XX (1900 to 1999)" in done.stderr


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("-0000", "is in no year"),
        ("Y12000", "years are -9999 to 9999"),
        ("Y-17E7", "a year with an exponent"),
        ("1950S2", "significant digits"),
        ("9" * 40, "years are -9999 to 9999"),
        ("٢٠١٨", "is not a date"),
        ("[1667,1668]", "put a set of dates in quotes"),
        ("{1667,1668}", "put a set of dates in quotes"),
    ],
)
def test_a_record_says_what_is_no_date(run: Run, tmp_path: Path, written: str, says: str) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(f"- {{date: {written}, title: x}}\n", encoding="utf-8")
    done = run("check", str(path))
    assert done.returncode == 1
    assert f"{path}:1:10: error not-a-date: " in done.stdout.replace("[not-a-date]", "") or "not-a-date" in done.stdout
    assert says in done.stdout


def test_years_before_christ_are_those_that_people_count(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(
        "sources:\n- {id: ides, title: Ides, author: Gaius Caesar, published: -0043-03-15, kind: scholarly}\n"
        "- {id: zero, title: Zero, author: Ann Zero, published: 0000, kind: scholarly}\n"
        "events:\n- {date: 2001, title: x, sources: [ides, zero]}\n",
        encoding="utf-8",
    )
    cited = run("--data", str(path), "cite", "ides", "zero", "--style", "mla").stdout
    assert cited == "Caesar, Gaius. “Ides.” 15 Mar. 44 BC.\nZero, Ann. “Zero.” 1 BC.\n"
    items = json.loads(run("--data", str(path), "export", "csl-json").stdout)
    assert [item["issued"]["date-parts"] for item in items] == [[[-44, 3, 15]], [[-1]]]
    assert "year = {44 BC},\n  month = mar" in run("--data", str(path), "export", "bibtex").stdout


def test_a_drawn_timeline_has_the_ends_of_spans(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    spans = {
        "18XX/19XX": ({"year": 1800}, {"year": 1999}),
        "1921/197X~": ({"year": 1921}, {"year": 1979}),
        "1955-21/1955-23": ({"year": 1955, "month": 3}, {"year": 1955, "month": 11}),
        "1955-24": ({"year": 1955, "month": 12}, {"year": 1956, "month": 2}),
        "19XX": ({"year": 1900}, {"year": 1999}),
        "1955-05": ({"year": 1955, "month": 5}, None),
        "[2024-01-08,2024-01-09]": (
            {"year": 2024, "month": 1, "day": 8},
            {"year": 2024, "month": 1, "day": 9},
        ),
        "1560-XX-25": ({"year": 1560, "month": 1, "day": 25}, {"year": 1560, "month": 12, "day": 25}),
        "[..1760-12]": ({"year": 1760, "month": 12}, None),
        "2021-08-15T14:30": (
            {"year": 2021, "month": 8, "day": 15, "hour": 14, "minute": 30, "second": 0},
            None,
        ),
    }
    path.write_text("".join(f'- {{date: "{text}", title: "{text}"}}\n' for text in spans), encoding="utf-8")
    slides = json.loads(run("--data", str(path), "export", "timelinejs").stdout)["events"]
    assert {slide["text"]["headline"]: (slide["start_date"], slide.get("end_date")) for slide in slides} == spans


def test_a_calendar_has_the_time_of_day(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    dates = ("2021-08-15T14:30", "2021-08-15T00:30+03", "2021-08-15T14:30:05.123456789Z", "2021-08-15")
    path.write_text("".join(f"- {{date: '{text}', title: x}}\n" for text in dates), encoding="utf-8")
    lines = run("--data", str(path), "export", "ics").stdout.splitlines()
    starts = {line for line in lines if line.startswith("DTSTART")}
    assert starts == {
        "DTSTART:20210815T143000",
        "DTSTART:20210814T213000Z",
        "DTSTART:20210815T143005Z",
        "DTSTART;VALUE=DATE:20210815",
    }
    shown = run("--data", str(path), "timeline", "--format", "table").stdout
    assert "15 Aug 2021 14:30" in shown
