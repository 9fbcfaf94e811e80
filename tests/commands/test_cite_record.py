"""Citations of the record itself lead back to the same rows."""

import hashlib
import json
import re
from pathlib import Path

import pytest
import yaml

from tests.conftest import Run
from tests.processes import ran
from tpcli.query.about import SHORT
from tpcli.record.fields import DERIVED

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
        f"Ann Smith (2026). My wars (version 1.2). 4 May 2026. https://example.org/wars/ Fingerprint sha256:{mark}.",
        (
            "Ann Smith (2026). It begins [event one]. In: My wars (version 1.2). 4 May 2026. "
            f"https://example.org/wars/event/one/ Fingerprint sha256:{mark}."
        ),
    ]


QUESTIONS = [
    ["timeline", "--theme", "nuclear", "--fields", "id"],
    ["timeline", "--match", 'it\'s $HOME `x` "y" OR b', "--limit", "3"],
    ["deals", "--type", "naval", "--format", "json"],
    ["deals", "--since", "2024", "--fields", "title"],
    ["facts", "--theme", "nuclear"],
    ["sources", "--publisher", "dawn"],
    ["search", "milgem", "OR", "ada\n-karachi"],
    ["list", "themes"],
    ["today", "24", "Feb"],
    ["stats", "--by", "theme", "--theme", "nuclear"],
    ["stats", "--sum", "value", "--by", "type"],
    ["show", "milgem", "t129-atak"],
    ["sql", "select id from deals where title like '%a%' limit 3"],
    ["chart", "timeline", "--from", "2015"],
    ["export", "csl-json", "--theme", "nuclear"],
]


@pytest.mark.parametrize("arguments", QUESTIONS, ids=lambda arguments: arguments[0])
def test_an_answer_is_cited_so_that_it_can_be_asked_again(run: Run, arguments: list[str]) -> None:
    done = run(*arguments, "--cite")
    edition, number, command = done.stderr.splitlines()[-3:]
    assert re.search(r"version [0-9.]+, fingerprint [0-9a-f]{12}$", edition)
    assert re.search(r"^[0-9,]+ \w+, fingerprint of (their ids|the rows) [0-9a-f]{12}; asked on .* with tpcli", number)
    asked = ran(["bash", "-c", f"tpcli() {{ printf '%s\\0' \"$@\"; }}; {command}"], check=True).stdout.split("\0")[:-1]
    assert asked == [*arguments, "--cite"]
    again = run(*asked)
    assert (again.stdout, again.stderr.splitlines()[-3:]) == (done.stdout, done.stderr.splitlines()[-3:])


def test_the_fingerprint_is_that_of_the_ids(run: Run) -> None:
    done = run("timeline", "--theme", "nuclear", "--fields", "id", "--cite")
    ids = done.stdout.split()
    mark = hashlib.sha256("".join(f"{id_}\n" for id_ in sorted(ids)).encode()).hexdigest()[:SHORT]
    assert f"{len(ids)} events, fingerprint of their ids {mark}" in done.stderr
    on_terminal = run("timeline", "--theme", "nuclear", "--cite", terminal=True, env={"TERM": "dumb"})
    assert f"fingerprint of their ids {mark}" in on_terminal.stdout
    assert "fingerprint" not in on_terminal.stderr
    counted = run("stats", "--by", "decade", "--theme", "nuclear", "--cite")
    assert f"fingerprint of their ids {mark}" in counted.stderr


def test_what_the_command_took_from_elsewhere_is_in_the_command(run: Run, tmp_path: Path) -> None:
    mine = tmp_path / "my wars.yaml"
    mine.write_text("- {id: one, date: 1955-02-24, title: It begins}\n")
    named = run("timeline", "--cite", env={"TPCLI_DATA": str(mine)}).stderr.splitlines()[-1]
    assert named == f"tpcli --data '{mine}' timeline --cite"
    shown = run("--data", str(mine), "show", "-", "--cite", input="one\n").stderr.splitlines()[-1]
    assert shown == f"tpcli --data '{mine}' show one --cite"
    day = run("--data", str(mine), "today", "--cite").stderr.splitlines()[-1]
    assert re.search(r" today --cite --date \d{4}-\d\d-\d\d$", day)


RETIRED = """
record:
  retired:
    - {id: older, why: entered twice, replaced_by: old}
    - {id: old, why: renamed, replaced_by: new}
    - {id: gone, why: a rumour}
deals: [{id: new, title: New}]
events: [{id: it, date: 2001, title: It, deal: new, stage: signed}]
"""


def test_a_retired_id_is_known(run: Run, tmp_path: Path) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_text(RETIRED)
    for asked in (
        ["show", "older"], ["timeline", "--deal", "older"], ["timeline", "--not", "deal=older"], ["cite", "older"],
        ["cite", "--entry", "older"],
    ):  # fmt: skip
        done = run("--data", str(mine), *asked)
        assert done.returncode == 0
        assert "'older' is retired: entered twice; it is now 'old'" in done.stderr
        assert "'old' is retired: renamed; it is now 'new'" in done.stderr
    assert run("--data", str(mine), "show", "older").stdout.startswith("New\n")
    assert run("--data", str(mine), "timeline", "--deal", "old").stdout.endswith("it\n")
    for asked in (["show", "gone"], ["deals", "--deal", "gone"]):
        done = run("--data", str(mine), *asked)
        assert (done.returncode, done.stderr) == (1, "tpcli: 'gone' is retired: a rumour\n")


@pytest.mark.parametrize(
    ("was", "now", "line", "problem"),
    [
        ("id: gone", "id: new", 5, "retired-in-use: 'new' is retired, and the id of the entry at"),
        ("id: gone", "id: old", 5, "equal-ids: 'old' is retired twice"),
        ("replaced_by: new", "replaced_by: nwe", 4, "unknown-replacement: 'nwe' is no entry of this record"),
        ("replaced_by: new", "replaced_by: older", 3, "retired-circle: 'older' is replaced by itself in the end"),
        ("deal: new", "deal: old", 7, "unknown-deal: 'old' is retired: name 'new'"),
    ],
)
def test_what_is_retired_wrongly_is_an_error(
    run: Run, tmp_path: Path, was: str, now: str, line: int, problem: str
) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_text(RETIRED.replace(was, now).lstrip("\n"))
    done = run("--data", str(mine), "check", "--format", "github")
    assert done.returncode == 1
    code, _, message = problem.partition(": ")
    assert any(
        told.startswith("::error ") and f",line={line}," in told and f"title={code}::{message}" in told
        for told in done.stdout.splitlines()
    ), done.stdout


@pytest.mark.parametrize(
    ("noun", "command"), [("event", "timeline"), ("deal", "deals"), ("fact", "facts"), ("source", "sources")]
)
def test_a_citation_of_an_entry_leads_back_to_it(run: Run, noun: str, command: str) -> None:
    without = ",".join(f"-{name}" for name in DERIVED["events" if noun == "event" else command])
    entry = json.loads(run(command, "--format", "jsonl", "--limit", "1", "--fields", without).stdout)
    cited = run("cite", "--entry", entry["id"]).stdout
    line = json.dumps(entry, ensure_ascii=False, separators=(",", ":"), sort_keys=True) + "\n"
    assert f"Fingerprint sha256:{hashlib.sha256(line.encode()).hexdigest()[:SHORT]}." in cited
    named = re.search(r" \[(\w+) (\S+)\]\. In: ", cited)
    assert named
    (shown,) = json.loads(run("show", named[2], "--format", "json").stdout)
    assert (shown["noun"], shown["id"]) == (noun, entry["id"])


CFF = {
    "cff-version": r"1\.2\.0", "message": ".+", "title": ".+", "abstract": ".+", "type": "dataset|software",
    "version": r"[0-9]+\.[0-9]+\.[0-9]+", "date-released": r"\d{4}-\d\d-\d\d", "license": "[A-Za-z0-9.+-]+",
    "doi": r"10\.\d{4,9}(\.\d+)?/[A-Za-z0-9:/_;\-.()\[\]\\]+", "url": "(https?|s?ftp)://.+",
}  # fmt: skip
"""Keys of the schema of CFF 1.2.0 that our file may have, and its patterns; lists are looked at one by one."""


def test_the_citation_file_is_valid_and_says_what_the_record_says(run: Run) -> None:
    said = yaml.load((ROOT / "CITATION.cff").read_text(encoding="utf-8"), yaml.BaseLoader)
    lists = {"authors", "keywords", "references"}
    for part, needs in ((said, {"cff-version", "message"}), *((one, {"type"}) for one in said["references"])):
        assert part.keys() >= {"title", "authors", *needs}
        wrong = [key for key in part.keys() - lists if not re.fullmatch(CFF[key], part[key])]
        assert wrong == []
        assert part["authors"] and all(author.keys() == {"name"} and author["name"] for author in part["authors"])
    assert len(set(said["keywords"])) == len(said["keywords"])
    record = yaml.safe_load((ROOT / "data" / "vocabulary.yaml").read_text(encoding="utf-8"))["record"]
    assert said["title"] == record["title"]
    assert said["version"] == record["version"]
    assert said["date-released"] == str(record["released"])
    assert said["license"] == record["licence"]
