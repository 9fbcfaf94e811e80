"""What deals were, are, and when they were last heard of."""

import json
from datetime import date
from pathlib import Path

import pytest

from tests.conftest import Run
from tpcli import cli
from tpcli.environment import Environment

RECORD = """{
"deals": [
  {"id": "old-talks", "title": "Old talks", "type": "naval", "supplier": "TR",
   "value": {"amount": 7, "currency": "USD"}},
  {"id": "ships", "title": "Ships", "type": "naval", "supplier": "TR", "value": {"amount": 100, "currency": "USD"}},
  {"id": "guns", "title": "Guns", "type": "land", "supplier": "TR", "value": {"amount": 30, "currency": "USD"}},
  {"id": "lost", "title": "Lost", "type": "land", "supplier": "TR", "value": {"amount": 1500, "currency": "USD"}},
  {"id": "bare", "title": "Bare", "supplier": "TR"}
],
"events": [
  {"id": "e1", "date": "2016-05", "title": "Talks", "deal": "old-talks", "stage": "talks", "sources": ["s1"]},
  {"id": "e2", "date": "2017", "title": "Signed", "deal": "ships", "stage": "signed", "sources": ["s1", "s2"]},
  {"id": "e3", "date": "2020-02", "title": "One", "deal": "ships", "stage": "delivered-part", "quantity": 1},
  {"id": "e4", "date": "2021-03", "title": "Two", "deal": "ships", "stage": "delivered-part", "quantity": 2},
  {"id": "e5", "date": "2019-01-01", "title": "Signed", "deal": "guns", "stage": "signed"},
  {"id": "e6", "date": "2019-06", "title": "All", "deal": "guns", "stage": "delivered"},
  {"id": "e7", "date": "2018", "title": "Signed", "deal": "lost", "stage": "signed"},
  {"id": "e8", "date": "2022", "title": "Over", "deal": "lost", "stage": "lapsed"}
],
"sources": [{"id": "s1", "title": "One"}, {"id": "s2", "title": "Two"}]
}"""


@pytest.fixture
def ask(run: Run, tmp_path: Path):  # type: ignore[no-untyped-def]
    """Runs a command on a small record."""
    (tmp_path / "r.json").write_text(RECORD, encoding="utf-8")
    return lambda *arguments, **more: run("--data", str(tmp_path / "r.json"), *arguments, **more)


def test_when_it_was_signed_and_handed_over(ask) -> None:  # type: ignore[no-untyped-def]
    fields = "id,signed,delivered_on,delivered_last"
    rows = dict(line.split("\t", 1) for line in ask("deals", "--fields", fields).stdout.splitlines())
    assert rows["ships"] == "2017\t2020-02\t2021-03"
    assert rows["guns"] == "2019-01-01\t2019-06\t2019-06"
    assert rows["old-talks"] == rows["bare"] == "\t\t"
    assert (
        ask("deals", "--as-of", "2020", "--deal", "ships", "--fields", fields).stdout
        == "ships\t2017\t2020-02\t2020-02\n"
    )


def test_a_deal_of_which_nothing_was_heard_says_so(ask) -> None:  # type: ignore[no-untyped-def]
    assert ask("deals", "--stale", "--fields", "id,last_heard").stdout == "old-talks\t2016-05\nships\t2021-03\n"
    # As of a day it is three years before that day, and what came later is not known.
    assert ask("deals", "--stale", "--as-of", "2020", "--fields", "id").stdout == "old-talks\n"
    assert ask("deals", "--stale", "--as-of", "2019-05-30", "--fields", "id").stdout == ""
    assert ask("deals", "--stale", "--as-of", "2019-06-01", "--fields", "id").stdout == "old-talks\n"
    assert "ships" not in ask("deals", "--not", "stale", "--fields", "id").stdout
    assert [line.split("\t")[-1] for line in ask("timeline", "--stale").stdout.splitlines()] == ["e1", "e2", "e3", "e4"]
    table = ask("deals", "--format", "table", env={"COLUMNS": "120"}).stdout
    assert "talks, last heard of" in table  # The year has the next line.
    assert "lapsed, last" not in table
    chart = ask("chart", "deals", env={"COLUMNS": "140"}).stdout
    assert "talks, last heard of 2016" in chart
    assert "not over" not in chart


def test_today_is_what_years_are_counted_from(tmp_path: Path, environment: dict[str, str]) -> None:
    from tests.conftest import Stream

    (tmp_path / "r.json").write_text(RECORD, encoding="utf-8")
    heard = []
    for day in (date(2019, 5, 31), date(2019, 6, 1)):
        out = Stream(b"", False)
        words = ("--data", str(tmp_path / "r.json"), "deals", "--stale", "--fields", "id")
        assert cli.run(Environment(words, Stream(b"", False), out, Stream(b"", False), environment, day)) == 0
        heard.append(out.written())
    assert heard == ["", "old-talks\n"]


def test_what_changed_since_a_day(ask) -> None:  # type: ignore[no-untyped-def]
    changed = json.loads(ask("deals", "--since", "2019", "--format", "json").stdout)
    assert [(row["id"], row["was"], row["status"], row["delivered_since"]) for row in changed] == [
        ("ships", "signed", "partly-delivered", 3),
        ("lost", "signed", "lapsed", None),
        ("guns", None, "delivered", None),
    ]
    assert (
        "3 deals changed since 2019 began, 1 of them new" in ask("deals", "--since", "2019", "--format", "table").stdout
    )
    until = ask("deals", "--since", "2019", "--as-of", "2020", "--fields", "id,status,delivered_since").stdout
    assert until == "ships\tpartly-delivered\t1\nguns\tdelivered\t\n"
    assert ask("deals", "--since", "2021", "--fields", "id,was,delivered_since").stdout == (
        "ships\tpartly-delivered\t2\nlost\tsigned\t\n"
    )
    refused = ask("deals", "--since", "2021", "--as-of", "2019")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "no deals changed" in ask("deals", "--since", "2025").stderr


def test_what_lapsed_or_was_talked_about_is_not_summed_with_what_was_sold(ask) -> None:  # type: ignore[no-untyped-def]
    sums = json.loads(ask("stats", "--sum", "value", "--supplier", "TR", "--format", "json").stdout)
    assert {row["outcome"]: row["value"] for row in sums} == {
        "delivered": 30, "under way": 100, "talks": 7, "ended": 1500, "no stage": None,
    }  # fmt: skip
    by_type = json.loads(ask("stats", "--sum", "value", "--by", "type", "--format", "json").stdout)
    assert ("land", "ended", 1500) in [(row["type"], row["outcome"], row["value"]) for row in by_type]
    under = ask("deals", "--format", "table").stdout
    for line in (
        "known values, delivered: USD 30",
        "known values, under way: USD 100",
        "lapsed or cancelled: USD 1,500",
    ):
        assert line in under
    counted = json.loads(ask("stats", "--by", "outcome", "--format", "json").stdout)
    assert [row["outcome"] for row in counted] == ["delivered", "under way", "talks", "ended", "no stage"]


def test_the_sources_of_stages_are_cited_when_asked_for(run: Run) -> None:
    pytest.importorskip("pypandoc")
    own, every = run("cite", "milgem"), run("cite", "milgem", "--all")
    assert "--all cites them too" in own.stderr
    assert every.stderr == ""
    assert len(every.stdout.splitlines()) > len(own.stdout.splitlines())


def test_delivered_is_delivered_beside_stages_of_a_records_own(run: Run, tmp_path: Path) -> None:
    (tmp_path / "vocabulary.yaml").write_text(
        "stages: [{id: in-service, meaning: it serves, status: in-service, effect: advances}]\n"
    )
    (tmp_path / "deals.yaml").write_text("- {id: a, title: A}\n")
    (tmp_path / "events.yaml").write_text("- {id: e, date: 1990, title: E, deal: a, stage: delivered}\n")
    assert run("--data", str(tmp_path), "stats", "--by", "outcome").stdout == "delivered\t1\n"
    assert run("--data", str(tmp_path), "deals", "--stale", "--fields", "id").stdout == ""
