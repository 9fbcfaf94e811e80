"""The entry that a person means by what was typed for it."""

import json

import pytest

from tests.conftest import Run

RECORD = """{
"deals": [
  {"id": "t7", "title": "T-7 Gök trainers", "type": "air"},
  {"id": "t7-engines", "title": "Engines of the trainers"},
  {"id": "radars", "title": "Ground radars"}
],
"events": [
  {"id": "radars-offered", "date": "2001", "title": "Radars offered", "deal": "radars", "stage": "talks"},
  {"id": "radars-tried", "date": "2002", "title": "Radars tried in Quetta", "deal": "radars", "stage": "talks"},
  {"id": "PAK100_1", "date": "2003", "title": "Pact signed in Izmir"},
  {"id": "PAK1001", "date": "2004", "title": "Pact renewed in İzmir; the flypast"}
],
"facts": [{"id": "largest", "statement": "The radars were the largest sale", "claimed_by": "atlas-of-arms-2004"}],
"sources": [
  {"id": "atlas-of-arms-2004", "title": "Atlas of Arms", "url": "https://www.example.org/atlas/"},
  {"id": "atlas-of-arms-2010", "title": "Atlas of Arms", "url": "http://example.org/atlas-2010"},
  {"id": "quetta-news", "title": "Radars in Quetta"}
]}"""


@pytest.fixture
def ask(run: Run, tmp_path):  # type: ignore[no-untyped-def]
    """Runs a command on a small record."""
    (tmp_path / "r.json").write_text(RECORD, encoding="utf-8")
    return lambda *arguments: run("--data", str(tmp_path / "r.json"), *arguments)


@pytest.mark.parametrize(
    ("typed", "id_"),
    [
        ("t7", "t7"),  # The exact id, though another begins so.
        ("T7", "t7"),
        ("RADARS", "radars"),
        ("rada", "radars"),  # A deal whose events are all the others that begin so.
        ("t7-e", "t7-engines"),
        ("pak100_", "PAK100_1"),  # Where _ is no placeholder.
        ("pak1001", "PAK1001"),
        ("engines of the trainers", "t7-engines"),  # The title.
        ("gok", "t7"),
        ("flyp", "PAK1001"),
        ("izmir pact renewed", "PAK1001"),
        ("quetta", "radars-tried"),  # A source is meant where nothing else is.
        ("quetta-news", "quetta-news"),
        ("example.org/atlas", "atlas-of-arms-2004"),
        ("HTTP://www.example.org/atlas-2010/", "atlas-of-arms-2010"),
        ("largest sale", "largest"),
    ],
)
def test_an_entry_is_found_by_what_people_have_of_it(ask, typed: str, id_: str) -> None:  # type: ignore[no-untyped-def]
    done = ask("show", typed, "--format", "json")
    assert done.returncode == 0, done.stderr
    assert [entry["id"] for entry in json.loads(done.stdout)] == [id_]


def test_what_may_mean_several_names_them(ask) -> None:  # type: ignore[no-untyped-def]
    done = ask("show", "pact")
    assert (done.returncode, done.stdout) == (2, "")
    assert "'pact' may mean 2" in done.stderr
    assert done.stderr.index("PAK100_1") < done.stderr.index("PAK1001  ")
    assert "may mean 2" in ask("show", "atlas of arms").stderr


def test_a_deal_that_is_taken_for_its_events_too_says_so(ask) -> None:  # type: ignore[no-untyped-def]
    assert "taken for the deal radars; 2 more" in ask("show", "rada").stderr
    assert ask("show", "t7").stderr == ""


def test_what_means_nothing_is_refused(ask) -> None:  # type: ignore[no-untyped-def]
    for typed in ("%", "_", "'; DROP TABLE event", '"', "*", "", "gsdn"):
        done = ask("show", "--", typed)
        assert (done.returncode, done.stdout) == (2, ""), typed
        assert f"there is no event, deal, fact or source '{typed}'" in done.stderr
    assert "did you mean 'radars'" in ask("show", "radrs").stderr


def test_options_that_take_an_id_find_it_alike(ask) -> None:  # type: ignore[no-untyped-def]
    assert len(ask("timeline", "--deal", "RADA").stdout.splitlines()) == 2
    assert "largest" in ask("facts", "--claimed-by", "atlas").stdout  # The one of two that makes a claim.
    assert "largest" in ask("facts", "--source", "www.example.org/atlas").stdout
    assert "may mean 2" in ask("timeline", "--deal", "trainers").stderr
    assert "there is no deal 'quetta'" in ask("timeline", "--deal", "quetta").stderr


def test_people_find_what_they_look_for_in_the_record(run: Run) -> None:
    for typed in ("T129", "t129", "atak"):
        assert json.loads(run("show", typed, "--format", "json").stdout)[0]["id"] == "t129-atak"
    listed = run("show", "baghdad pact")
    assert listed.returncode == 2
    assert "baghdad-pact-signed" in listed.stderr
    assert run("timeline", "--deal", "t129").stdout == run("timeline", "--deal", "t129-atak").stdout != ""
    assert run("facts", "--claimed-by", "gsdn").stdout == run("facts", "--claimed-by", "gsdn-article").stdout != ""
