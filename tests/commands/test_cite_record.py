"""Citations of the record itself lead back to the same rows."""

import hashlib
import json
import re
from pathlib import Path

import pytest

from tests.conftest import Run
from tpcli.query.about import SHORT

ROOT = Path(__file__).parents[2]


def test_the_record_and_an_entry_are_cited_with_version_address_and_fingerprint(run: Run, tmp_path: Path) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_text(
        "record: {title: My wars, version: 1.2, released: 2026-05-04, authors: [Ann Smith], "
        "address: 'https://example.org/wars/'}\nevents: [{id: one, date: 1955, title: It begins}]\n"
    )
    lines = run("--data", str(mine), "cite", "--record", "--entry", "one").stdout.splitlines()
    entry = {"date": "1955", "id": "one", "title": "It begins"}
    mark = hashlib.sha256((json.dumps(entry, sort_keys=True, separators=(",", ":")) + "\n").encode()).hexdigest()[
        :SHORT
    ]
    assert lines == [
        f"Ann Smith (2026). My wars (version 1.2). 4 May 2026. https://example.org/wars/. Fingerprint sha256:{mark}.",
        (
            "Ann Smith (2026). It begins. In: My wars (version 1.2). 4 May 2026. https://example.org/wars/event/one/. "
            f"Fingerprint sha256:{mark}."
        ),
    ]


def test_an_answer_is_cited_so_that_it_can_be_asked_again(run: Run) -> None:
    done = run("timeline", "--theme", "nuclear", "--fields", "id", "--cite")
    ids = done.stdout.split()
    mark = hashlib.sha256("".join(f"{id_}\n" for id_ in sorted(ids)).encode()).hexdigest()[:SHORT]
    assert f"{len(ids)} events, fingerprint of their ids {mark}" in done.stderr
    command = re.search("tpcli (timeline .*)", done.stderr)
    assert command
    assert run(*command[1].split()).stdout == done.stdout
    on_terminal = run("timeline", "--theme", "nuclear", "--cite", terminal=True, env={"TERM": "dumb"}).stdout
    assert f"fingerprint of their ids {mark}" in on_terminal


def test_a_retired_id_is_known(run: Run, tmp_path: Path) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_text(
        "record: {retired: [{id: old, why: entered twice, replaced_by: new}, {id: gone, why: a rumour}]}\n"
        "events: [{id: new, date: 2001, title: New}]\n"
    )
    done = run("--data", str(mine), "show", "old")
    assert done.stdout.startswith("New\n")
    assert "'old' is retired: entered twice; it is now 'new'" in done.stderr
    done = run("--data", str(mine), "show", "gone")
    assert (done.returncode, done.stderr) == (1, "tpcli: 'gone' is retired: a rumour\n")


def test_the_citation_file_says_what_the_record_says(run: Run) -> None:
    yaml = pytest.importorskip("yaml")
    said = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    record = yaml.safe_load((ROOT / "data" / "vocabulary.yaml").read_text(encoding="utf-8"))["record"]
    assert said["title"] == record["title"]
    assert said["version"] == record["version"]
    assert said["date-released"] == record["released"]
    assert said["license"] == record["licence"]
