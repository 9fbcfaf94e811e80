"""Full text over the record, as typed on a command line."""

import json
import unicodedata
from pathlib import Path

import pytest

from tests.conftest import Run
from tpcli.query.search import marker

RECORD = """[
{"date": "2000", "title": "Αθήνας συμφωνία", "organisations": ["Çelik A.Ş."]},
{"date": "2001", "title": "ΟΔΟΣ ΑΘΗΝΑΣ", "organisations": ["C\\u0327elik A.S\\u0327."]},
{"date": "2002", "title": "Engine licence"},
{"date": "2003", "title": "Engine hall"},
{"date": "2004", "title": "中巴协议签署仪式"},
{"date": "2005", "title": "日本語テスト大会"}
]"""


@pytest.fixture
def titles(run: Run, tmp_path: Path):  # type: ignore[no-untyped-def]
    """Asks a small record: the titles that a command answers with."""
    (tmp_path / "r.json").write_text(RECORD, encoding="utf-8")

    def ask(*arguments: str) -> list[str]:
        done = run("--data", str(tmp_path / "r.json"), *arguments, "--fields", "title")
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()

    return ask


def test_words_in_any_spelling_and_script(titles) -> None:  # type: ignore[no-untyped-def]
    assert titles("search", "αθηνασ") == titles("search", "ΑΘΗΝΑΣ") == ["Αθήνας συμφωνία", "ΟΔΟΣ ΑΘΗΝΑΣ"]
    assert titles("search", "签署") == titles("timeline", "--match", "协议") == ["中巴协议签署仪式"]
    assert titles("search", "テスト") == ["日本語テスト大会"]
    assert titles("search", unicodedata.normalize("NFD", "Αθήνας")) == titles("search", "Αθήνας")


def test_words_that_are_left_out_are_no_options(titles) -> None:  # type: ignore[no-untyped-def]
    assert titles("search", "engine", "-licence") == ["Engine hall"]
    assert titles("search", "-halla", "engine", "--limit", "1", "-licence") == ["Engine hall"]
    assert titles("timeline", "--match", "engine NOT licence") == ["Engine hall"]
    assert titles("search", "hall OR licence") == ["Engine licence", "Engine hall"]


def test_a_name_is_one_name_however_it_is_encoded(titles, run: Run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    listed = run("--data", str(tmp_path / "r.json"), "list", "organisations")
    assert listed.stdout == "Çelik A.Ş.\t2\n"
    assert len(titles("timeline", "--organisation", "celik a.s.")) == 2


def test_no_rows_wanted_is_not_nothing_found(run: Run, record: Path) -> None:
    for command in (["search", "corvette"], ["timeline"]):
        done = run("--data", str(record), *command, "--limit", "0")
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert "nothing matches" in run("--data", str(record), "search", "zzz", "--limit", "0").stderr


def test_what_was_found_is_marked_where_it_stands() -> None:
    spans = marker('akinci "f 16" OR 巴协 -engine')
    text = "Engine: AKINCI and F-16, 中巴协议"
    assert [text[a:b] for a, b in spans(text)] == ["AKINCI", "F-16", "巴协"]
    assert marker("gölc")("Gölcük") == [(0, 6)]
    assert marker("gölc ")("Gölcük") == []


def test_what_is_called_as_typed_comes_first(run: Run) -> None:
    for typed, id_ in (("milgem", "milgem"), ("MILGEM", "milgem"), ("T129", "t129-atak"), ("pact signed", None)):
        first = run("search", typed, "--fields", "id", "--limit", "1").stdout.strip()
        assert first == (id_ or first) != "", typed
    ids = run("search", "milgem", "--fields", "id").stdout.splitlines()
    assert len(ids) == len(set(ids))
    assert run("search", "milgem", "--fields", "id", "--limit", "3").stdout.splitlines() == ids[:3]
    # Only if it answers: the deal has no event of that theme.
    assert "milgem" not in run("search", "milgem", "--theme", "nuclear", "--fields", "id").stdout.splitlines()


def test_a_snippet_shows_the_words_that_the_title_does_not_hold(run: Run, tmp_path: Path) -> None:
    text = "Far away " * 20 + "the Gölcük yard, it is said, " + "and on " * 20
    events = [
        {"date": "2000", "title": "A ship", "summary": text},
        {"date": "2001", "title": "Gölcük", "summary": "golcuk"},
    ]
    (tmp_path / "r.json").write_text(json.dumps(events))
    found = run("--data", str(tmp_path / "r.json"), "search", "golcuk", "--fields", "title,snippet").stdout
    in_title, in_text = found.splitlines()
    assert in_title == "Gölcük\t"
    assert in_text.startswith("A ship\t…")
    assert "the Gölcük yard" in in_text
    assert len(in_text) < 170
    table = run("--data", str(tmp_path / "r.json"), "search", "golcuk", "--format", "table").stdout
    assert "the Gölcük yard" in " ".join(table.split())


def test_the_nearest_known_word_is_named(run: Run) -> None:
    assert "nothing matches asselsan; did you mean 'aselsan'?" in run("search", "asselsan").stderr
    assert "did you mean 'aselsan'?" in run("search", "turkey", "asselsan").stderr
    assert "did you mean" not in run("search", "turkey", "-pakistan", "-turkey").stderr


def test_answers_do_not_depend_on_how_many_are_read_at_a_time(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = ("search", "milgem", "--fields", "all", "--format", "jsonl")
    whole = run(*asked).stdout
    monkeypatch.setattr("tpcli.query.search.LOT", 3)
    assert run(*asked).stdout == whole
    ten = run(*asked, "--limit", "10").stdout
    assert len(whole.splitlines()) > 10 and ten.splitlines() == whole.splitlines()[:10]
