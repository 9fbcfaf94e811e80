"""The installed program in pipes: every format read back by an ordinary parser, every line of a recipe true."""

import csv
import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import Run
from tests.processes import ran
from tpcli.index.load import load
from tpcli.record.fields import DERIVED
from tpcli.record.reading.record import Record
from tpcli.text.lists import parted
from tpcli.text.safe import shown

NOUNS = ("timeline", "deals", "facts", "sources")


def raw(record: Path, noun: str) -> list[dict[str, object]]:
    """What the record's own file holds, by PyYAML with every scalar as text."""
    name = {"timeline": "events"}.get(noun, noun)
    return yaml.load((record / f"{name}.yaml").read_text(encoding="utf-8"), yaml.CBaseLoader)  # type: ignore[no-any-return]


def same(left: object, right: object) -> bool:
    """Whether two values say the same, numbers and truth values as the text that stands in the file."""
    if isinstance(left, bool) or isinstance(right, bool):
        return str(left).lower() == str(right).lower()
    if isinstance(left, (int, float)) or isinstance(right, (int, float)):
        return str(left) == str(right)
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(same(left[k], right[k]) for k in left)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(same(a, b) for a, b in zip(left, right, strict=True))
    if isinstance(left, dict) and isinstance(right, str):
        return left == {"source": right}
    return left == right


@pytest.mark.parametrize("noun", NOUNS)
@pytest.mark.parametrize("format_", ["json", "jsonl", "yaml"])
def test_objects_read_back_are_the_record(run: Run, record: Path, noun: str, format_: str) -> None:
    done = run("--data", str(record), noun, "--format", format_)
    assert (done.returncode, done.stderr) == (0, "")
    readers: dict[str, Callable[[str], Any]] = {
        "json": json.loads,
        "jsonl": lambda text: [json.loads(line) for line in text.split("\n")[:-1]],
        "yaml": yaml.safe_load,
    }
    read = readers[format_](done.stdout)
    held = {entry.get("title") or entry.get("statement"): entry for entry in raw(record, noun)}
    assert len(read) == len(held)
    for entry in read:
        wanted = held[entry.get("title") or entry.get("statement")]
        assert all(same(entry[name], value) for name, value in wanted.items()), entry
        assert entry.keys() - wanted.keys() <= {"id", *DERIVED["events" if noun == "timeline" else noun]}


@pytest.mark.parametrize("noun", NOUNS)
@pytest.mark.parametrize("format_", ["csv", "tsv"])
def test_lines_read_back_are_the_record(run: Run, record: Path, noun: str, format_: str) -> None:
    model = load(str(record))
    entries: tuple[Any, ...] = {
        "timeline": model.events,
        "deals": model.deals,
        "facts": model.facts,
        "sources": model.sources,
    }[noun]
    names = [name for name in entries[0]._fields if name not in ("sources", "items", "value", "date", "published")]
    done = run("--data", str(record), noun, "--format", format_, "--header", "--fields", ",".join(names))
    dialect: dict[str, object] = {} if format_ == "csv" else {"delimiter": "\t", "quoting": csv.QUOTE_NONE}
    read = {row["id"]: row for row in csv.DictReader(io.StringIO(done.stdout, newline=""), **dialect)}  # type: ignore[call-overload]
    assert len(read) == len(entries)
    for entry in entries:
        for name in names:
            value = getattr(entry, name)
            cell = read[entry.id][name]
            if isinstance(value, tuple):
                back = [part for part in parted(cell) if part]
                assert back == list(value)
            else:
                text = "" if value is None else str(value)
                assert cell == (text if format_ == "csv" else shown(" ".join(text.split("\n")).replace("\t", " ")))


def test_one_record_a_line_without_header_colour_or_cut(run: Run, record: Path) -> None:
    done = run("--data", str(record), "timeline")
    lines = done.stdout.split("\n")[:-1]
    assert len(lines) == 7
    assert all(line.count("\t") == 4 for line in lines)
    assert lines[1].split("\t")[:2] == ["1955-02-24", "Turkey and Iraq sign the Baghdad Pact"]


def test_order_is_earliest_day_then_the_more_exact_then_id(run: Run, record: Path) -> None:
    done = run("--data", str(record), "timeline", "--fields", "date")
    assert done.stdout.split() == ["195X", "1955-02-24", "1958~", "1960", "2018-07-05", "2023-09", "2024-05/.."]


@pytest.mark.parametrize(
    ("asked", "dates"),
    [
        (["--from", "1959", "--to", "1959"], ["195X"]),
        (["--to", "1958"], ["195X", "1955-02-24", "1958~"]),
        (["--from", "2024-06"], ["2024-05/.."]),
        (["--year", "1950s"], ["195X", "1955-02-24", "1958~"]),
        (["--from", "July 2018", "--to", "5 Jul 2018"], ["2018-07-05"]),
        (["--country", "turkey+pakistan"], ["2018-07-05", "2023-09"]),
        (["--country", "norway"], ["1960"]),
        (["--theme", "pacts", "--theme", "identity"], ["1955-02-24", "1958~"]),
        (["--theme", "alliance+identity"], ["1958~"]),
        (["--type", "NAVAL"], ["2018-07-05", "2023-09"]),
        (["--source", "atlas"], ["1955-02-24"]),
        (["--organisation", "golcuk tersanesi"], ["1960"]),
        (["--match", "akinci golcuk"], ["2023-09"]),
        (["--confidence", "high", "--limit", "1"], ["1955-02-24"]),
        (["--reverse", "--limit", "2"], ["2024-05/..", "2023-09"]),
    ],
)
def test_filters(run: Run, record: Path, asked: list[str], dates: list[str]) -> None:
    done = run("--data", str(record), "timeline", "--fields", "date", *asked)
    assert (done.stdout.split(), done.stderr, done.returncode) == (dates, "", 0)


def test_a_deal_as_it_stood(run: Run, record: Path) -> None:
    fields = "id,status,delivered,first,latest,milestones"
    ask = ("--data", str(record), "deals", "--format", "json", "--fields", fields, "--as-of")
    assert json.loads(run(*ask, "2018-07-04").stdout) == []
    signed = {"date": "2018-07-05", "stage": "signed", "event": "corvettes-signed"}
    then = json.loads(run(*ask, "2018").stdout)
    assert then == [
        {"id": "corvettes", "status": "signed", "delivered": None, "first": "2018-07-05", "latest": "2018-07-05",
         "milestones": [signed]}
    ]  # fmt: skip
    now = json.loads(run(*ask, "2023-09").stdout)[0]
    assert (now["status"], now["delivered"], len(now["milestones"])) == ("partly-delivered", 1, 2)


def test_an_empty_answer_is_an_answer(run: Run, record: Path) -> None:
    for format_, text in (("tsv", ""), ("json", "[]\n"), ("jsonl", ""), ("yaml", "[]\n")):
        done = run("--data", str(record), "timeline", "--year", "1900", "--format", format_)
        assert (done.returncode, done.stdout, done.stderr) == (0, text, "tpcli: no events match\n")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["timeline", "--theme", "alliense"], "did you mean 'alliance'"),
        (["timeline", "--country", "narnia"], "no country 'narnia'"),
        (["timeline", "--kind", "treety"], "did you mean 'treaty'"),
        (["deals", "--type", "navel"], "did you mean 'naval'"),
        (["deals", "--status", "delivred"], "did you mean 'delivered'"),
        (["timeline", "--fields", "titel"], "did you mean 'title'"),
        (["timeline", "--sort", "titel"], "did you mean 'title'"),
        (["show", "corvets"], "did you mean 'corvettes'"),
        (["timeline", "--format", "cvs"], "did you mean 'csv'"),
        (["timelines"], "did you mean 'timeline'"),
        (["list", "theems"], "did you mean 'themes'"),
        (["timeline", "--from", "03/04/1955"], "1955-04-03 or as 1955-03-04"),
        (["timeline", "--from", "1955-02-30"], "that month has 28 days"),
        (["timeline", "--from", "soon"], "'soon' is not a date"),
        (["timeline", "--from", "May"], "names no year"),
        (["timeline", "--from", "1960", "--to", "1950"], "--from 1960 is after --to 1950"),
        (["search", "!!!"], "holds no word"),
        (["timeline", "--limit", "-1"], "invalid value for '--limit'"),
    ],
)
def test_wrong_usage_says_what_and_how(run: Run, record: Path, asked: list[str], said: str) -> None:
    done = run("--data", str(record), *asked)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr


def test_every_problem_of_a_record_in_one_run(run: Run, record: Path) -> None:
    (record / "events.yaml").write_text(
        "- {id: a, date: 1955-02-30, title: One}\n"
        "- {id: b, date: 1955, title: Two, themes: [aliance], kind: treaty}\n"
        "- {id: b, date: 1955, deal: nothing}\n"
        "- {id: c, date: 1956, title: Three, title: Four, sources: [nowhere]}\n",
        encoding="utf-8",
    )
    done = run("--data", str(record), "timeline", cwd=record)
    assert (done.returncode, done.stdout) == (1, "")
    found = [line.split(": ")[:2] for line in done.stderr.removeprefix("tpcli: ").splitlines()[:-1]]
    assert found == [
        ["facts.yaml:6:14", "unknown-evidence"],
        ["events.yaml:1:17", "not-a-date"],
        ["events.yaml:2:44", "unknown-theme"],
        ["events.yaml:3:3", "missing-field"],
        ["events.yaml:3:8", "equal-ids"],
        ["events.yaml:3:29", "unknown-deal"],
        ["events.yaml:4:37", "equal-keys"],
        ["events.yaml:4:60", "unknown-source"],
    ]


@pytest.mark.parametrize("location", ["missing.yaml", "empty"])
def test_no_record_is_an_error(run: Run, tmp_path: Path, location: str) -> None:
    (tmp_path / "empty").mkdir()
    done = run("--data", location, "timeline", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert "no record" in done.stderr


needs_shell = pytest.mark.skipif(os.name != "posix", reason="needs a POSIX shell")


@pytest.fixture
def shell(environment: dict[str, str], tmp_path: Path):  # type: ignore[no-untyped-def]
    """A line run by a shell, with the program of these tests as `tpcli`."""

    def go(line: str) -> str:
        done = ran(["bash", "-o", "pipefail", "-c", line], env=environment, cwd=tmp_path)
        assert done.returncode in (0, 141), done.stderr
        assert done.stderr == ""
        return done.stdout

    return go


@needs_shell
def test_the_piped_lines_of_the_readme_give_what_they_say(bundled: Record, shell, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    shell("tpcli timeline --country turkey --theme nuclear --format csv > nuclear.csv")
    nuclear = list(csv.DictReader((tmp_path / "nuclear.csv").open(encoding="utf-8", newline="")))
    wanted = [e for e in bundled.events if "TR" in e.countries and "nuclear" in e.themes]
    assert sorted(row["id"] for row in nuclear) == sorted(e.id for e in wanted)
    assert len(wanted) > 5
    counted = shell("tpcli deals --fields supplier,value_amount --type naval | sort | uniq -c")
    assert sum(int(line.split()[0]) for line in counted.splitlines()) == sum(d.type == "naval" for d in bundled.deals)
    cento = shell("tpcli timeline --from 1955 --to 1979 --fields date,title | grep -i cento | head -3").splitlines()
    assert len(cento) == 3
    assert all("cento" in line.lower() and line[:2] == "19" for line in cento)


@needs_shell
@pytest.mark.skipif(not shutil.which("jq"), reason="needs jq")
def test_the_lines_through_jq_give_what_they_say(bundled: Record, shell) -> None:  # type: ignore[no-untyped-def]
    found = shell("""tpcli timeline --format jsonl | jq -r 'select(.kind == "contract") | [.date, .title] | @tsv'""")
    contracts = [f"{e.date.text}\t{e.title}" for e in bundled.events if e.kind == "contract"]
    assert sorted(found.splitlines()) == sorted(contracts)
    ids = shell("tpcli search erdogan --fields id").splitlines()
    assert int(shell("tpcli search erdogan --fields id | xargs tpcli show --format json | jq length")) == len(ids) > 20


@needs_shell
def test_a_reader_that_goes_away_ends_the_program_in_silence(shell) -> None:  # type: ignore[no-untyped-def]
    for format_ in ("tsv", "csv", "json", "jsonl", "markdown", "yaml"):
        assert shell(f"tpcli timeline --format {format_} | head -1").count("\n") == 1


NEVER_IN_A_PIPE = {"rich", "yaml", "dateutil", "pydantic", "csv", "tpcli.record.reading.formats", "tpcli.record.values"}


@pytest.mark.parametrize(
    "command", [["timeline", "--from", "1955"], ["deals", "--type", "naval"], ["show", "corvettes"]]
)
def test_a_piped_query_imports_little(run: Run, environment: dict[str, str], record: Path, command: list[str]) -> None:
    assert run("--data", str(record), *command).returncode == 0  # Now there is an index.
    code = (
        "import sys\nfrom tpcli import cli\n"
        f"sys.argv = ['tpcli', '--data', {str(record)!r}, *{command!r}]\n"
        "try:\n    cli.app(standalone_mode=False)\nfinally:\n    print(*sys.modules, file=sys.stderr)\n"
    )
    done = ran([sys.executable, "-c", code], env=environment, check=True)
    imported = set(done.stderr.split())
    assert "tpcli.query.question" in imported
    assert not imported & NEVER_IN_A_PIPE


def test_a_csv_title_that_looks_like_json_is_a_title(run: Run, tmp_path: Path) -> None:
    (tmp_path / "events.csv").write_text('date,title\n1955,{}\n1956,"{""a"": 1}"\n', encoding="utf-8")
    done = run("--data", str(tmp_path / "events.csv"), "timeline", "--fields", "title")
    assert (done.stdout, done.stderr) == ('{}\n{"a": 1}\n', "")


def test_a_deal_found_by_search_shows_its_earliest_date(run: Run, record: Path) -> None:
    more = "- {id: early, date: 201X, title: Early talks, deal: corvettes}\n"
    with (record / "events.yaml").open("a", encoding="utf-8") as out:
        out.write(more)
    done = run("--data", str(record), "search", "four corvettes", "--fields", "noun,date")
    assert "deal\t201X\n" in done.stdout


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device here stands for a full disk")
@pytest.mark.parametrize("command", [["timeline"], ["timeline", "--limit", "1"], ["show", "milgem"], ["stats"], []])
def test_a_full_disk_is_a_clear_error(environment: dict[str, str], command: list[str]) -> None:
    with open("/dev/full", "w", encoding="utf-8") as full:
        done = ran([sys.executable, "-m", "tpcli", *command], stdout=full, stderr=subprocess.PIPE, env=environment)
    assert done.returncode == 1
    assert done.stderr == "tpcli: can't write the answer: No space left on device\n"
