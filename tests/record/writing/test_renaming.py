"""Another name wherever a record names something: in every layout, and nothing else is another."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import Run
from tpcli.index.load import load
from tpcli.output.yaml import _Dumper
from tpcli.record.reading.record import read_record
from tpcli.record.writing.renaming import renamed

YAML = """\
# milgem stays in comments
record: {title: milgem}
vocabulary:
  themes: [navy, {id: milgem, name: Ships}]  # milgem
events:
- id: signed
  date: 2018
  title: milgem is signed
  themes: [milgem, 'navy']
  deal: "milgem"   # the deal
  stage: signed
- {id: first, date: 2019, title: >-
    milgem, deal: milgem, stage: 'delivered-part', quantity: 1}
- id: other
  date: 2020
  title: &t milgem
  deal: *t
  summary: |
    milgem
deals:
- id: &id
    milgem
  title: *id
facts:
- {id: f, statement: milgem, evidence: [signed, milgem, "first"]}
"""

RENAMED = """\
# milgem stays in comments
record: {title: milgem}
vocabulary:
  themes: [navy, {id: milgem, name: Ships}]  # milgem
events:
- id: signed
  date: 2018
  title: milgem is signed
  themes: [milgem, 'navy']
  deal: "corvettes"   # the deal
  stage: signed
- {id: first, date: 2019, title: >-
    milgem, deal: corvettes, stage: 'delivered-part', quantity: 1}
- id: other
  date: 2020
  title: &t milgem
  deal: corvettes
  summary: |
    milgem
deals:
- id: &id
    corvettes
  title: milgem
facts:
- {id: f, statement: milgem, evidence: [signed, corvettes, "first"]}
"""


def test_in_yaml_comments_quotes_and_other_words_stay(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    given = YAML.replace("title: >-\n    milgem,", "title: x,")
    path.write_text(given)
    done = run("--data", str(path), "rename", "milgem", "corvettes")
    assert done.returncode == 0, done.stderr
    assert path.read_text() == RENAMED.replace("title: >-\n    milgem,", "title: x,")
    back = run("--data", str(path), "rename", "theme=milgem", "ships")
    assert back.returncode == 0, back.stderr
    assert "{id: ships, name: Ships}]  # milgem" in path.read_text() and "[ships, 'navy']" in path.read_text()


TABLE = """\
\ufeffid,date,title,deal,stage,sources\r
a,1955,"milgem, milgem",milgem,signed,"atlas; https://e.org/milgem"\r
b,1956,"A ""milgem""
in lines","milgem",,"[{""source"": ""atlas"", ""supports"": ""milgem""}]"\r
"""
FILES = {
    "events.csv": (TABLE, TABLE.replace('milgem",milgem', 'milgem",new-id').replace('"milgem",,', '"new-id",,')),
    "deals.jsonl": (
        '{"id": "mil\\u0067em",  "title": "x"}\n\n{"title": "milgem", "id": "y"}\n',
        '{"id": "new-id",  "title": "x"}\n\n{"title": "milgem", "id": "y"}\n',
    ),
    "facts.json": (
        '[{"evidence":\t["mil\\u0067em","a"], "statement": "milgem", "id": "f"}]',
        '[{"evidence":\t["new-id","a"], "statement": "milgem", "id": "f"}]',
    ),
    "sources.yaml": ("- {id: atlas, title: milgem}\n- {id: 'x', title: milgem}\n", None),
}


def test_in_every_format_of_a_folder(run: Run, tmp_path: Path) -> None:
    for name, (text, _) in FILES.items():
        (tmp_path / name).write_text(text, newline="", encoding="utf-8")
    done = run("--data", str(tmp_path), "rename", "milgem", "new-id", "--why", "a: better, #name")
    assert done.returncode == 0, done.stderr
    for name, (before, after) in FILES.items():
        assert (tmp_path / name).read_bytes().decode() == (after or before)
    assert any(line.endswith("deals.jsonl") for line in done.stdout.splitlines())
    shown = run("--data", str(tmp_path), "show", "milgem")
    assert shown.returncode == 0 and "a: better, #name" in shown.stderr and "new-id" in shown.stdout
    again = run("--data", str(tmp_path), "rename", "atlas", "map")
    assert again.returncode == 0, again.stderr
    assert '"map; https://e.org/milgem"' in (tmp_path / "events.csv").read_text(encoding="utf-8")
    assert '""source"": ""map""' in (tmp_path / "events.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["pact-singed", "x"], "did you mean 'pact-signed'"),
        (["pact-signed", "atlas"], "'atlas' is already the id of an entry"),
        (["pact-signed", "two words"], "is no id"),
        (["pact-signed", "pact-signed"], "is already"),
        (["theme=alliance", "identity"], "is already a word"),
        (["theme=nothing", "x"], "theme"),
        (["thme=alliance", "x"], "did you mean 'theme'"),
        (["alliance", "pacts", "--why", "x"], "can't be retired"),
        (["195x-a-decade-of-aid", "aid"], "made of a date and a title"),
    ],
)
def test_what_can_not_be_renamed_is_told_and_nothing_changes(
    run: Run, record: Path, words: list[str], said: str
) -> None:
    before = {path: path.read_bytes() for path in record.iterdir()}
    done = run("--data", str(record), "rename", *words)
    assert done.returncode == 2 and said in done.stderr, done.stderr
    assert {path: path.read_bytes() for path in record.iterdir()} == before


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("record:\n  retired:\n  - {id: x, why: y}\n  # end\nevents:\n", "- {id: x, why: y}\n  - {"),
        ("record:\n  retired: [{id: x, why: y}]\nevents:\n", "{id: x, why: y}, {"),
        ("record: {title: T}\nevents:\n", 'record: {title: T, "retired": [{'),
        ("record:\n  title: T\nevents:\n", "  title: T\n  retired: [{"),
        ("record: {retired: []}\nevents:\n", "retired: [{"),
        ("events:\n", "record: {"),
    ],
)
def test_an_old_id_is_retired_where_the_record_speaks_of_itself(
    run: Run, tmp_path: Path, before: str, after: str
) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(before + "- {id: a, date: 1955, title: A}  # a\n")
    done = run("--data", str(path), "rename", "a", "b", "--why", "Two: \"quoted\", 'so'")
    assert done.returncode == 0, done.stderr
    assert after in path.read_text() and "{id: b, date: 1955, title: A}  # a\n" in path.read_text()
    assert run("--data", str(path), "rename", "a", "c").returncode == 2


def test_a_list_alone_has_no_place_for_a_retired_id(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("- {id: a, date: 1955, title: A}\n")
    done = run("--data", str(path), "rename", "a", "b", "--why", "x")
    assert done.returncode == 1 and "no place for retired ids" in done.stderr
    assert path.read_text() == "- {id: a, date: 1955, title: A}\n"


def test_whoever_is_interrupted_between_two_files_does_it_again(run: Run, record: Path) -> None:
    (record / "events.yaml").write_text((record / "events.yaml").read_text().replace("deal: corvettes", "deal: ships"))
    done = run("--data", str(record), "rename", "corvettes", "ships")
    assert done.returncode == 0, done.stderr
    assert run("--data", str(record), "check").returncode == 0


def test_all_files_change_or_none(run: Run, record: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    before = {path: path.read_bytes() for path in record.iterdir()}
    replace, calls = os.replace, []

    def failing(*paths: Any) -> None:
        calls.append(paths)
        if len(calls) == 2:
            raise OSError(28, "No space left on device")
        replace(*paths)

    monkeypatch.setattr(os, "replace", failing)
    done = run("--data", str(record), "rename", "corvettes", "ships")
    assert done.returncode == 1 and "No space left" in done.stderr
    assert {path: path.read_bytes() for path in record.iterdir()} == before


_texts = st.sampled_from(["milgem", "a", "x milgem", "1955", "no"])
_events = st.lists(
    st.fixed_dictionaries(
        {"date": st.just("1955"), "title": _texts},
        optional={"deal": st.just("milgem"), "summary": _texts, "themes": st.lists(_texts), "tags": st.lists(_texts)},
    ),
    max_size=4,
)
_made = st.sampled_from(["json", "yaml", "jsonl"])


@settings(max_examples=25)
@given(_events, _made, st.sampled_from(["1955", "no", "new", "é-1"]), st.booleans())
def test_any_record_reads_as_before_but_for_the_name(
    tmp_path_factory: pytest.TempPathFactory, events: list[dict[str, Any]], format_: str, new: str, flow: bool
) -> None:
    """What `renamed` itself checks, so that it is enough that it refuses nothing."""
    import yaml

    folder = tmp_path_factory.mktemp("record")
    rows = [{"id": f"e{n}", **event} for n, event in enumerate(events)]
    for section, found in (("events", rows), ("deals", [{"id": "milgem", "title": "milgem"}])):
        text = {
            "json": json.dumps(found),
            "jsonl": "".join(json.dumps(row) + "\n" for row in found),
            "yaml": yaml.dump(found, Dumper=_Dumper, default_flow_style=flow),
        }[format_]
        (folder / f"{section}.{format_}").write_text(text, encoding="utf-8")
    done = renamed(str(folder), "milgem", new, None, load)
    assert done.changed and done.entry


def test_a_file_that_changes_meanwhile_is_not_read_twice(
    run: Run, record: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read_and_damage(*asked: Any) -> Any:
        found = read_record(*asked)
        (record / "events.yaml").write_bytes(b"- {id: [\xff")
        return found

    monkeypatch.setattr("tpcli.record.writing.renaming.read_record", read_and_damage)
    done = run("--data", "record", "rename", "corvettes", "ships", "--why", "shorter")
    assert (done.returncode, done.stderr.count("another program changed the file meanwhile")) == (1, 1)
