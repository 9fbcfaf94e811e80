"""A record of one's own: from an empty folder to tables and CSV, growing by one event at a time, never harmed."""

import csv
import json
import os
import re
import shlex
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Run
from tests.processes import PATIENCE, ran, started
from tpcli.index.check import check
from tpcli.index.load import load
from tpcli.record.fields import FIELDS

# The new user's path. The README shows these commands; in this test they run one after the other in an empty folder.
PATH = """
tpcli init ferries --title 'Ferries of the north'
tpcli --data ferries add --date 2019-11 --title 'The council asks for offers' --source https://example.org/tender
tpcli --data ferries add --date '5 Jul 2022' --title 'The first ferry is launched' --theme transport --country denmark
tpcli --data ferries add --date 2023-09~ --title 'The ferries are named' --place Ísafjörður --country iceland
tpcli --data ferries check
tpcli --data ferries timeline
tpcli --data ferries search launched
tpcli --data ferries timeline --format csv > ferries.csv
""".strip().split("\n")

README = Path(__file__).parent.parent.parent / "README.md"


def test_from_an_empty_folder_to_a_checked_record(run: Run, tmp_path: Path) -> None:
    assert len(PATH) < 10
    home = tmp_path / "home"
    home.mkdir()
    said = {}
    for command in PATH:
        words, _, file = command.partition(" > ")
        done = run(*shlex.split(words)[1:], cwd=home)
        assert done.returncode == 0, (command, done.stderr)
        said[command] = done.stdout
        if file:
            (home / file).write_text(done.stdout, encoding="utf-8", newline="")
    assert [said[command] for command in PATH[1:4]] == [
        "the-council-asks-for-offers\n",
        "the-first-ferry-is-launched\n",
        "the-ferries-are-named\n",
    ]
    dates = [line.split("\t")[0] for line in said[PATH[5]].splitlines()]
    assert dates == ["2019-11", "2022-07-05", "2023-09~"]
    assert "the-first-ferry-is-launched" in said[PATH[6]]
    rows = list(csv.DictReader((home / "ferries.csv").open(encoding="utf-8")))
    assert [row["countries"] for row in rows if row["title"] == "The first ferry is launched"] == ["DK"]
    in_file = re.findall(r"^    date: (\S+)", (home / "ferries/record.yaml").read_text(encoding="utf-8"), re.MULTILINE)
    assert in_file == dates


def test_the_readme_shows_that_path() -> None:
    text = README.read_text(encoding="utf-8")
    if "tpcli init" not in text:
        pytest.skip("the README has no part on a record of one's own")
    shown = [line.partition("  #")[0].rstrip() for line in text.splitlines()]
    assert [command for command in PATH if command not in shown] == []


# init


def test_the_smallest_record_is_one_file_that_passes_the_checks(run: Run, tmp_path: Path) -> None:
    for place, made in (("new record", "new record/record.yaml"), ("a/b.yaml", "a/b.yaml")):
        done = run("init", place, "--title", 'Norway: "NO" #1', cwd=tmp_path)
        assert (done.returncode, done.stdout) == (0, str(Path(made)) + "\n")
        assert check(str(tmp_path / place)) == []
        for line in done.stderr.splitlines()[1:]:
            more = ("--date", "1955", "--title", "A pact") if line.endswith(" add") else ()
            assert run(*shlex.split(line)[1:], *more, cwd=tmp_path).returncode == 0, line
        assert run("--data", place, cwd=tmp_path).stdout.startswith('tpcli: Norway: "NO" #1, version 0.1.0\n1 event,')
    assert [path.name for path in (tmp_path / "new record").iterdir()] == ["record.yaml"]


def test_the_title_is_asked_for_on_a_terminal(run: Run, tmp_path: Path) -> None:
    for answer, title in (("Ferries\n", "Ferries"), ("\n", "My record")):
        place = tmp_path / title
        done = run("init", str(place / "my-record"), input=answer, terminal=True)
        assert "What is the record called? [My record] " in done.stderr
        assert f"  title: {title}\n" in (place / "my-record/record.yaml").read_text(encoding="utf-8")
    done = run("init", str(tmp_path / "left"), terminal=True)
    assert done.returncode == 1 and not (tmp_path / "left").exists()
    done = run("init", str(tmp_path / "my-record"))
    assert "it is called 'My record' after its name" in done.stderr


def test_the_example_shows_every_field_and_passes_the_checks(run: Run, tmp_path: Path) -> None:
    done = run("init", "new record", "--example", "--title", "Ferries", cwd=tmp_path)
    assert done.returncode == 0
    folder = tmp_path / "new record"
    assert check(str(folder)) == []
    for section, fields in FIELDS.items():
        text = (folder / f"{section}.yaml").read_text(encoding="utf-8")
        assert text.startswith(f"# yaml-language-server: $schema=schema/{section}.schema.json\n")
        for field in fields.values():
            assert re.search(rf"^[- ] {field.name}:.*  # {re.escape(field.meaning)}$", text, re.MULTILINE), field.name
        json.loads((folder / f"schema/{section}.schema.json").read_text(encoding="utf-8"))
    assert sorted(done.stdout.splitlines()) == sorted(
        str(path.relative_to(tmp_path)) for path in folder.rglob("*") if path.is_file()
    )
    assert "tpcli --data 'new record' check" in done.stderr
    assert run("--data", str(folder)).stdout.startswith("tpcli: Ferries, version 0.1.0\n")


def test_init_changes_nothing_that_is_there(run: Run, tmp_path: Path) -> None:
    record = tmp_path / "mine"
    record.mkdir()
    (record / "events.jsonl").write_text("", encoding="utf-8")
    other = tmp_path / "other"
    other.mkdir()
    (other / "notes.txt").write_text("mine", encoding="utf-8")
    (tmp_path / "file.yaml").write_text("mine", encoding="utf-8")
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file() and "cache" not in path.parts}
    for words, said in (
        (["mine"], "holds a record already"),
        (["mine", "--example"], "holds a record already"),
        (["other", "--example"], "is there already"),
        (["file.yaml"], "is there already"),
        (["file"], "is a file"),
    ):
        done = run("init", *words, "--title", "T", cwd=tmp_path)
        assert (done.returncode, done.stdout) == (1, "")
        assert said in done.stderr
    assert before == {
        path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file() and "cache" not in path.parts
    }
    for words in (["x.csv"], ["x.yaml", "--example"], ["x", "--title", " "]):
        assert run("init", *words, cwd=tmp_path).returncode == 2
    assert run("init", "other", "--title", "T", cwd=tmp_path).stdout == str(Path("other/record.yaml")) + "\n"


# add


def test_add_refuses_what_is_no_record_of_ones_own(run: Run, tmp_path: Path) -> None:
    event = ("--date", "1955", "--title", "A")
    bundled = run("add", *event)
    assert (bundled.returncode, bundled.stdout) == (2, "")
    assert "--data" in bundled.stderr
    assert run("--data", "-", "add", *event, input="[]").returncode == 2
    assert run("--data", str(tmp_path / "nothing"), "add", *event).returncode == 1


@pytest.mark.parametrize(
    ("options", "status", "said"),
    [
        (["--title", "A"], 2, "needs a --date"),
        (["--date", "03/04/1955", "--title", "A"], 2, "1955-04-03 or as 1955-03-04"),
        (["--date", "1955", "--title", "A", "--theme", "aliance"], 2, "did you mean 'alliance'"),
        (["--date", "1955", "--title", "A", "--country", "pakistn"], 2, "'pakistn'"),
        (["--date", "1955", "--title", "A", "--deal", "corvets"], 2, "did you mean 'corvettes'"),
        (["--date", "1955", "--title", "A", "--stage", "signed"], 2, "names no deal"),
        (["--date", "1955", "--title", "A", "--source", "atlass|x"], 2, "did you mean 'atlas'"),
        (["--date", "1955", "--title", "A", "--id", "pistols"], 2, "already the id"),
        (["--date", "1955", "--title", "A", "--deal", "corvettes", "--stage", "delivered"], 1, "stage-order"),
    ],
)
def test_an_add_that_can_not_be_changes_nothing(
    run: Run, record: Path, options: list[str], status: int, said: str
) -> None:
    before = {path.name: path.read_bytes() for path in record.iterdir()}
    done = run("--data", str(record), "add", *options)
    assert (done.returncode, done.stdout) == (status, "")
    assert said in done.stderr
    assert {path.name: path.read_bytes() for path in record.iterdir()} == before


def test_an_event_with_every_field_reads_as_it_was_typed(run: Run, record: Path) -> None:
    done = run(
        "--data", str(record), "add", "--date", "Oct 2023", "--title", "NO: second # corvette",
        "--summary", "Long " * 60, "--kind", "Delivery", "--theme", "pacts", "--theme", "identity",
        "--country", "türkiye", "--country", "PK",
        "--organisation", "Pakistan Navy", "--place", "~", "--deal", "corvettes", "--stage", "delivered-part",
        "--quantity", "1", "--source", "atlas|day: and place", "--source", "https://example.org/x;y", "--conflicts",
        "None known", "--confidence", "High",
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, "no-second-corvette\n")
    event = next(event for event in load(str(record)).events if event.id == "no-second-corvette")
    date, cited = event.date.text, tuple(map(tuple, event.sources))
    assert (event.id, date, *event[2:9], *event[11:14], cited, *event[15:]) == (
        "no-second-corvette", "2023-10", "NO: second # corvette", ("Long " * 60).strip(), "delivery",
        ("alliance", "identity"), ("TR", "PK"), ("Pakistan Navy",), "~", "corvettes", "delivered-part", 1,
        (("atlas", "day: and place"), ("https://example.org/x;y", None)), "None known", "high",
    )  # fmt: skip


def test_a_folder_without_events_gets_a_file_of_them(run: Run, record: Path) -> None:
    for name in ("events.yaml", "facts.yaml"):
        (record / name).unlink()
    assert run("--data", str(record), "add", "--date", "1955", "--title", "First").stdout == "first\n"
    assert (record / "events.yaml").read_text(encoding="utf-8") == "- id: first\n  date: 1955\n  title: First\n"


def test_many_at_once_lose_nothing(environment: dict[str, str], record: Path) -> None:
    count = len(load(str(record)).events)
    command = [sys.executable, "-m", "tpcli", "--data", str(record), "add", "--date", "1999", "--title", "The same"]
    options = {"env": environment, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "encoding": "utf-8"}
    with ExitStack() as stack:
        running = [stack.enter_context(started(command, **options)) for _ in range(8)]
        answers = [process.communicate(timeout=PATIENCE) for process in running]
    assert sorted(out.strip() for out, _ in answers) == ["the-same", *(f"the-same-{n}" for n in range(2, 9))], answers
    assert len(load(str(record)).events) == count + 8
    assert not [path.name for path in record.iterdir() if path.suffix != ".yaml"]


@pytest.mark.skipif(os.name != "posix", reason="needs POSIX signals")
def test_killed_at_any_instant_the_record_is_whole(environment: dict[str, str], run: Run, record: Path) -> None:
    command = [sys.executable, "-m", "tpcli", "--data", str(record), "add", "--date", "1999"]
    known = {event.id for event in load(str(record)).events}
    for n in range(12):
        with started([*command, "--title", f"Event {n}"], env=environment, stderr=subprocess.DEVNULL):
            time.sleep(0.05 + 0.03 * n)
        now = {event.id for event in load(str(record)).events}
        assert known <= now <= known | {f"event-{n}"}
        known = now
    done = run("--data", str(record), "add", "--date", "1999", "--title", "The last")
    assert (done.returncode, done.stdout) == (0, "the-last\n"), done.stderr


@pytest.mark.skipif(os.name != "posix", reason="needs POSIX limits and links")
def test_a_full_disk_harms_nothing_and_links_and_modes_stay(
    environment: dict[str, str], run: Run, record: Path, tmp_path: Path
) -> None:
    import resource

    events = record / "events.yaml"
    events.chmod(0o640)
    before = events.read_bytes()
    full = ran(
        [sys.executable, "-B", "-m", "tpcli", "--data", str(record), "add", "--date", "1999", "--title", "A"],
        env=environment,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (200, 200)),
    )
    assert full.returncode == 1
    assert full.stderr.startswith("tpcli: ")
    assert len(full.stderr.splitlines()) == 1
    assert events.read_bytes() == before
    assert sorted(path.name for path in record.iterdir()) == sorted(f"{name}.yaml" for name in [*FIELDS, "vocabulary"])
    link = tmp_path / "link.yaml"
    real = tmp_path / "real.yaml"
    real.write_text("- {date: 1955, title: A}\n", encoding="utf-8")
    link.symlink_to(real)
    real.chmod(0o600)
    assert run("--data", str(link), "add", "--date", "1999", "--title", "B").stdout == "b\n"
    assert link.is_symlink()
    assert len(load(str(real)).events) == 2
    assert real.stat().st_mode & 0o777 == 0o600


@pytest.mark.skipif(os.name != "posix", reason="needs a pseudo-terminal")
def test_on_a_terminal_what_is_not_given_is_asked_for(environment: dict[str, str], record: Path) -> None:
    pexpect = pytest.importorskip("pexpect", reason="needs a pseudo-terminal")
    child = pexpect.spawn(
        sys.executable, ["-m", "tpcli", "--data", str(record), "add", "--kind", "treaty"],
        env={**environment, "TERM": "dumb"}, encoding="utf-8", timeout=60,
    )  # fmt: skip
    for question, answer in [
        ("date> ", "03/04/1955"),
        ("1955-04-03 or as 1955-03-04.*date> ", "Feb 1955"),
        ("title> ", ""),
        ("needs a title.*title> ", "Türkiye signs"),
        (r"id \[turkiye-signs\]> ", ""),
        ("summary> ", ""),
        ("one of alliance, identity.*themes> ", "aliance"),
        ("did you mean 'alliance'.*themes> ", "pacts; identity"),
        ("countries> ", "turkey;IRAQ"),
        ("organisations> ", ""),
        ("place> ", ""),
        ("lat> ", ""),
        ("lon> ", ""),
        ("deal> ", ""),
        ("sources> ", "atlas|the day"),
        ("sources> ", "atlas2"),
        ("did you mean 'atlas'.*sources> ", ""),
        ("conflicts> ", ""),
        ("confidence> ", "low"),
    ]:
        child.expect(question)
        child.sendline(answer)
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    event = next(event for event in load(str(record)).events if event.id == "turkiye-signs")
    assert (event.date.text, event.kind, event.confidence) == ("1955-02", "treaty", "low")
    assert (event.themes, event.countries) == (("alliance", "identity"), ("TR", "IQ"))
    assert [tuple(citation) for citation in event.sources] == [("atlas", "the day")]


# import

TABLE = """\
Year;Name;Supplier;Recipient;Price
2018;Corvettes;Turkey;Pakistan;1
03/04/1955;Two readings;Turkey;Iraq;2
2017.0;Helicopters;Türkiye;PAK;3
2019;"unended;Turkey;Pakistan;4
"""
MAP = "date=Year,title=Name,countries=Supplier+Recipient"


@pytest.mark.parametrize("format_", ["yaml", "json", "jsonl", "csv"])
def test_a_foreign_table_becomes_a_record(run: Run, tmp_path: Path, format_: str) -> None:
    (tmp_path / "arms.csv").write_text(TABLE, encoding="utf-8")
    done = run("import", "arms.csv", "--map", MAP, "--output", f"record.{format_}", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert "kept as they are: Price" in done.stderr
    assert "arms.csv:3: date: '03/04/1955' can be read as" in done.stderr
    assert "arms.csv:5: " in done.stderr
    assert "2 rows" in done.stderr
    head, _, second, _, last = TABLE.splitlines(keepends=True)
    lines = (tmp_path / "arms.rejects.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    assert [line.partition(";")[2] for line in lines[:2]] == [head, second]
    assert lines[2].endswith(last)
    events = load(str(tmp_path / f"record.{format_}")).events
    assert [(e.date.text, e.title, e.countries) for e in events] == [
        ("2017", "Helicopters", ("TR", "PK")),
        ("2018", "Corvettes", ("TR", "PK")),
    ]
    again = run("import", "arms.csv", "--map", MAP, "--output", f"record.{format_}", cwd=tmp_path)
    assert again.returncode == 1
    assert "not replaced" in again.stderr
    (tmp_path / f"record.{format_}").unlink()
    (tmp_path / "arms.csv").write_text(TABLE.replace("03/04/1955", "1955"), encoding="utf-8")
    again = run("import", "arms.csv", "--map", MAP, "--output", f"record.{format_}", "--partial", cwd=tmp_path)
    assert (again.returncode, "1 row " in again.stderr) == (0, True)
    assert "Two readings" not in (tmp_path / "arms.rejects.csv").read_text(encoding="utf-8")


def test_an_import_from_a_pipe_is_a_record_for_a_pipe(run: Run, tmp_path: Path) -> None:
    table = '{"when": "5 Jul 2018", "what": "Signed"}\n{"when": "soon", "what": "Delivered"}\n'
    done = run("import", "-", "--map", "date=when,title=what", "--rejects", "left.jsonl", input=table, cwd=tmp_path)
    assert done.returncode == 1
    assert (tmp_path / "left.jsonl").read_text(encoding="utf-8").endswith(table.splitlines(keepends=True)[1][1:])
    shown = run("--data", "-", "timeline", "--fields", "date,title", input=done.stdout)
    assert shown.stdout == "2018-07-05\tSigned\n"


def test_an_import_of_nothing_writes_nothing(run: Run, tmp_path: Path) -> None:
    done = run("import", "-", "--map", "date=a,title=b", "--output", "r.yaml", input="a,b\nsoon,x\n", cwd=tmp_path)
    assert done.returncode == 1
    assert "no row could be read" in done.stderr
    assert run("import", "none.csv", "--map", "date=a,title=b", cwd=tmp_path).returncode == 1
    assert run("import", "-", "--map", "date=x,title=b", input="a,b\n1955,x\n", cwd=tmp_path).returncode == 2
    assert not [path for path in tmp_path.iterdir() if path.suffix in (".yaml", ".csv")]


@pytest.mark.parametrize(
    ("content", "options", "said"),
    [
        ("when,what\n1955,Türkiye\n".encode("utf-16"), (), "read as UTF-16"),
        ("when,what\n1955,Türkiye\n".encode("cp1252"), ("--encoding", "cp1252"), ""),
        ("when,what\n1955,Türkiye\n".encode("utf-16-le"), ("--encoding", "utf-16-le"), ""),
    ],
)
def test_an_encoding_is_told_or_told_of(run: Run, tmp_path: Path, content: bytes, options: Any, said: str) -> None:
    (tmp_path / "a.csv").write_bytes(content)
    done = run("import", "a.csv", "--map", "date=when,title=what", *options, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "- date: 1955\n  title: Türkiye\n")
    assert said in done.stderr


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            "when,what\n1955,Türkiye\n".encode("cp1252"),
            "a.csv:2: byte 0xfc is not UTF-8. As Latin-1",
        ),
        ("when,what\n1955,Türkiye\n".encode("utf-16-le"), "say --encoding utf-16-le"),
        ("when,what\n1955,Türkiye\n".encode("utf-16")[:-1], "not whole"),
        (b"when,what\n1955,a\0b\n", "a.csv:2: a NUL"),
    ],
)
def test_what_is_no_utf_8_is_named_and_not_guessed(run: Run, tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "a.csv").write_bytes(content)
    done = run("import", "a.csv", "--map", "date=when,title=what", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert said in done.stderr


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="needs a file that never ends")
def test_a_file_that_never_ends_is_one_sentence(run: Run, tmp_path: Path) -> None:
    done = run("import", "/dev/zero", "--map", "date=a,title=b", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (
        1, "tpcli: /dev/zero: it holds more than 256 MB, or never ends: import it in parts\n"
    )  # fmt: skip


def test_lines_in_a_cell_survive_in_csv(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('Year,Name,Note\n1955,A,"one\ntwo\rthree"\n', encoding="utf-8", newline="")
    done = run("import", "a.csv", "--map", "date=Year,title=Name,summary=Note", "--output", "r.csv", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    done = run("--data", "r.csv", "add", "--date", "1956", "--title", "B", "--summary", "x\ny\rz", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert [event.summary for event in load(str(tmp_path / "r.csv")).events] == ["one\ntwo\rthree", "x\ny\rz"]
