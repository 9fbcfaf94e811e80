"""`tpcli check` and `tpcli schema`, as a person, a script and a workflow run them."""

import json
import os
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.longer import tries
from tests.processes import ran, started
from tpcli.record.schema import PARTS

WRONG = """\
- date: 1955-02-24
  title: A pact
  themes: [navel]
- {date: 1955-02-30, title: "50%\\r\\n::error::\\e[31mred, or: not", kind: x}
"""


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    """A folder with a record of two errors and a warning or two."""
    (tmp_path / "wrong").mkdir()
    (tmp_path / "wrong" / "events.yaml").write_text(WRONG, encoding="utf-8")
    (tmp_path / "wrong" / "vocabulary.yaml").write_text("themes: [naval]\nkinds: [treaty]\n", encoding="utf-8")
    return tmp_path / "wrong"


def test_each_problem_has_a_line_and_the_count_goes_to_stderr(run: Run, wrong: Path) -> None:
    done = run("check", "wrong", cwd=wrong.parent)
    events = Path("wrong") / "events.yaml"
    assert done.stdout.splitlines() == [
        f"{events}:3:12: error: unknown-theme: 'navel'; did you mean 'naval'?",
        f"{events}:4:10: error: not-a-date: '1955-02-30' has day 30: that month has 28 days",
        f"{events}:4:73: error: unknown-kind: 'x' is no word of the vocabulary",
    ]
    assert (done.returncode, done.stderr) == (1, "tpcli: 3 errors, no warnings\n")


def test_a_question_says_the_first_errors_and_check_all(run: Run, tmp_path: Path) -> None:
    many = tmp_path / "many.yaml"
    many.write_text("- {date: never, title: x}\n" * 50)
    asked, checked = run("--data", str(many), "timeline"), run("--data", str(many), "check")
    assert (asked.returncode, checked.returncode) == (1, 1)
    first, last = asked.stderr.splitlines()[0], asked.stderr.splitlines()[-1]
    assert first.startswith("tpcli: many.yaml:1:")
    assert last.startswith("50 errors: the record can't be read; these are the first 20, tpcli --data ")
    assert asked.stderr.count("not-a-date") == 20
    assert checked.stdout.count("not-a-date") == 50


def test_warnings_alone_are_no_failure(run: Run, record: Path) -> None:
    done = run("--data", str(record), "check")
    assert done.returncode == 0
    assert "no errors, " in done.stderr
    assert ": warning: no-source: 'about-1958' cites no source\n" in done.stdout
    assert done.stdout.count("\n") == int(done.stderr.split()[3])


def test_the_path_wins_over_the_record_that_is_asked(run: Run, wrong: Path, record: Path) -> None:
    assert run("--data", str(record), "check", str(wrong)).returncode == 1
    assert run("--data", str(wrong), "check", str(record)).returncode == 0
    assert run("check", env={"TPCLI_DATA": str(wrong)}).returncode == 1
    assert run("check").returncode == 0
    done = run("check", "-", input="[]")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "tpcli: no errors, no warnings\n")


def test_problems_as_json(run: Run, wrong: Path) -> None:
    done = run("check", str(wrong), "--format", "json")
    assert json.loads(done.stdout)[0] == {
        "file": "wrong/events.yaml",
        "line": 3,
        "column": 12,
        "severity": "error",
        "code": "unknown-theme",
        "message": "'navel'; did you mean 'naval'?",
    }
    assert done.returncode == 1
    assert json.loads(run("check", "-", "--format", "json", input="[]").stdout) == []


def test_problems_as_commands_of_a_workflow(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "a, b: 100%"
    folder.mkdir()
    title = '- {date: 1955, title: A, summary: B, sources: ["100%, really:\\r\\n::error::x"]}\n'
    (folder / "events.yaml").write_text(title, encoding="utf-8")
    done = run("check", folder.name, "--format", "github", cwd=tmp_path)
    where = f"a%2C b%3A 100%25{os.sep}events.yaml"
    assert done.stdout == (
        f"::error file={where},line=1,col=48,title=unknown-source::'100%25, really: ::error::x' is no source of this "
        "record: add it to the sources, or write a link\n"
    )
    warned = run(
        "check", "-", "--format", "github", input="- {date: 1955, title: A, sources: ['https://example.org/']}"
    )
    assert warned.stdout.startswith("::warning file=<stdin>,line=1,col=3,title=no-summary::")


MANY = "".join(f"- {{date: {1901 + n}, title: Event {n}}}\n" for n in range(30)) + "- {date: x, title: Wrong}\n"


def test_errors_come_first_and_warnings_do_not_drown_them(run: Run) -> None:
    lines = run("check", "-", input=MANY).stdout.splitlines()
    assert [line.split(": ")[1] for line in lines] == ["error"] + ["warning"] * 60
    done = run("check", "-", input=MANY, terminal=True, env={"COLUMNS": "60", "NO_COLOR": "1"})
    plain = re.sub(r"\x1b\[[0-9;]*m", "", done.stdout)
    shown = plain.splitlines()
    assert "<stdin>:31:10: error: not-a-date:" in shown[0]
    assert len([line for line in shown if "warning: no-source" in line]) == 10
    assert "20 more of no-source: --ignore no-source leaves them out, a" in plain
    assert "tpcli: 1 error, 60 warnings (30 no-source, 30 no-summary)" in done.stderr


def test_on_a_terminal_lines_break_between_words_and_severities_have_colours(run: Run, wrong: Path) -> None:
    done = run("check", str(wrong), terminal=True, env={"COLUMNS": "50", "TERM": "xterm-256color"})
    assert "\x1b[1;31merror\x1b[0m" in done.stdout
    plain = re.sub(r"\x1b\[[0-9;]*m", "", done.stdout)
    assert max(map(len, plain.splitlines())) <= 50
    assert " ".join(plain.split()) == " ".join(run("check", str(wrong)).stdout.split())


def test_warnings_are_left_out_by_their_code(run: Run, tmp_path: Path) -> None:
    entry = "{date: 1955, title: A pact}"
    done = run("check", "-", "--ignore", "no-source", input=f"- {entry}\n")
    assert (done.returncode, done.stdout.count("\n")) == (0, 1)
    assert run("check", "-", "--ignore", "no-source", "--ignore", "no-summary", input=f"- {entry}").stdout == ""
    for code, said in (("no-sorce", "did you mean 'no-source'"), ("not-a-date", "that is an error")):
        done = run("check", "-", "--ignore", code, input="[]")
        assert (done.returncode, done.stdout) == (2, "")
        assert said in done.stderr
    for ignore, left in (("[no-source, no-summary]", 0), ("no-source", 1), ("[no-sorce]", 3)):
        mine = f"record: {{title: Mine, ignore: {ignore}}}\nevents: [{entry}]\n"
        done = run("check", "-", input=mine)
        assert (done.returncode, done.stdout.count("\n")) == (0, left), done.stdout
    assert "<stdin>:1:32: warning: unknown-warning: 'no-sorce' is no warning; did you mean 'no-source'" in done.stdout


MENDED = """\
events:

  # About the second.
  - date: 5 Jul 2018   # as typed
    title: "Second"
    countries: [turkey, "Pakistan", 'Norway']
    confidence: High
    sources: [https://example.org/Go\u0308]

  - {date: 1955, title: Go\u0308lcu\u0308k, countries: [Iraq]}   # behind it
    # More of the first.
"""


def test_what_can_be_mended_alone_is_shown_and_mended(run: Run, tmp_path: Path) -> None:
    record = tmp_path / "mine.yaml"
    record.write_text(MENDED, encoding="utf-8", newline="\n")
    done = run("check", str(record), "--fix", "--dry-run")
    assert (done.returncode, record.read_text(encoding="utf-8")) == (0, MENDED)
    assert "+  - date: 2018-07-05   # as typed\n" in done.stdout
    assert "-    confidence: High\n" in done.stdout
    for typed in ("n\n", "\n"):
        run("check", str(record), "--fix", terminal=True, input=typed)
        assert record.read_text(encoding="utf-8") == MENDED
    done = run("check", str(record), "--fix", terminal=True, input="y\n")
    assert "Write this? [y/N]" in done.stderr
    assert record.read_text(encoding="utf-8") == (
        """\
events:

  - {date: 1955, title: Gölcük, countries: [IQ]}   # behind it
    # More of the first.

  # About the second.
  - date: 2018-07-05   # as typed
    title: "Second"
    countries: [TR, "PK", 'NO']
    confidence: high
    sources: [https://example.org/Go\u0308]
"""
    )
    assert "error" not in done.stdout
    done = run("check", str(record), "--fix", "--yes")
    assert "nothing that can be mended alone" in done.stderr


def test_fix_needs_a_record_that_can_be_written(run: Run) -> None:
    assert run("check", "--fix").returncode == 2
    assert run("check", "-", "--fix", input="[]").returncode == 2
    assert run("check", "--yes").returncode == 2


def test_what_is_looked_for_is_listed(run: Run) -> None:
    listed = json.loads(run("check", "--list", "--format", "json").stdout)
    assert {"code": "long-title", "severity": "warning", "why": "a title has one line of a table"} in listed
    lines = run("check", "--list").stdout.splitlines()
    assert len(lines) == len(listed)
    assert all(line.count("\t") == 2 for line in lines)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["check", "--format", "jason"], "did you mean 'json'?"),
        (["check", "--list", "--format", "github"], "there is no format 'github'"),
        (["schema", "event"], "did you mean 'events'?"),
    ],
)
def test_wrong_usage_is_told(run: Run, asked: list[str], said: str) -> None:
    done = run(*asked)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr


def test_it_speaks_utf_8_where_the_locale_does_not(process: Run, tmp_path: Path) -> None:
    folder = tmp_path / "Gölcük"
    folder.mkdir()
    (folder / "events.yaml").write_text("- {date: 1955, title: Gölcük, thèmes: x}\n", encoding="utf-8")
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    for format_ in ("text", "json", "github"):
        done = process("check", str(folder), "--format", format_, env=plain)
        assert done.returncode == 1
        assert "'thèmes' is no field of events; did you mean 'themes'?" in done.stdout
        assert f"Gölcük{os.sep}events.yaml" in done.stdout.replace("\\\\", "\\")


@pytest.mark.skipif(sys.platform != "linux", reason="only there may a name be any bytes")
def test_a_name_that_is_no_text_is_no_crash(environment: dict[str, str], tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/\xff.yaml"
    with open(path, "wb") as file:
        file.write(b"- {date: 1955}\n")
    command = [os.fsencode(sys.executable), b"-m", b"tpcli", b"check", path, b"--format"]
    for format_ in (b"text", b"json", b"github"):
        done = ran([*command, format_], env=environment)
        assert (done.returncode, done.stderr) == (1, "tpcli: 1 error, no warnings\n")
        assert "\N{REPLACEMENT CHARACTER}.yaml" in done.stdout


def test_a_schema_for_each_part_in_a_folder(run: Run, record: Path, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "schema"
    for _ in range(2):
        assert run("--data", str(record), "schema", "--output", str(folder)).returncode == 0
    assert sorted(path.name for path in folder.iterdir()) == sorted(f"{part}.schema.json" for part in PARTS)
    for part in PARTS:
        done = run("--data", str(record), "schema", part)
        assert done.stdout == (folder / f"{part}.schema.json").read_text(encoding="utf-8")
        assert json.loads(done.stdout)["$schema"].endswith("2020-12/schema")
    assert run("--data", str(record), "schema").stdout == done.stdout
    assert '"identity"' in done.stdout
    assert "nuclear" not in done.stdout


def test_a_schema_needs_a_vocabulary_that_can_be_read_and_nothing_more(run: Run, wrong: Path, tmp_path: Path) -> None:
    assert '"naval"' in run("--data", str(wrong), "schema", "events").stdout
    done = run("schema", "--output", str(wrong / "events.yaml"))
    assert (done.returncode, done.stdout) == (1, "")
    assert "events.yaml" in done.stderr


SIZE = min(tries(2**14), 100 * 2**20)

Parts = Callable[[], list[bytes]]
LARGE: dict[str, Parts] = {
    "one-line.yaml": lambda: [b"- {date: 1955, title: ", b"a" * SIZE, b"}\n"],
    "wide-letters.yaml": lambda: [b"- date: 1955\n  title: ", "ç\U0001f600".encode() * (SIZE // 6)],
    "one-line.json": lambda: [b'[{"date":"1955","title":"', b"a" * SIZE, b'"}]'],
    "one-line.jsonl": lambda: [b'{"date":"1955","title":"', b"a" * SIZE, b'"}\n'],
    "one-line.csv": lambda: [b"date,title\n1955,", b"a" * SIZE],
    "many-columns.csv": lambda: [b"a," * (SIZE // 2), b"\n", b"b," * (SIZE // 2)],
    "open-quote.csv": lambda: [b'date,title\n1955,"', b"a\n" * (SIZE // 2)],
    "lists.yaml": lambda: [b"[", b"[]," * (SIZE // 3), b"]"],
    "lists.json": lambda: [b"[", b"[]," * (SIZE // 3), b"[]]"],
    "strings.json": lambda: [b"[", b'"a",' * (SIZE // 4), b'"a"]'],
    "deep.yaml": lambda: [b"[" * SIZE],
    "deep.json": lambda: [b"[" * SIZE],
    "anchors.yaml": lambda: [b"- &a%d b\n" % n for n in range(SIZE // 12)],
    "tags.yaml": lambda: [b"%%TAG !a%d! x\n" % n for n in range(SIZE // 16)],
    "equal-keys.yaml": lambda: [b"a: b\n" * (SIZE // 5)],
    "equal-keys.json": lambda: [b"{", b'"a":1,' * (SIZE // 6), b'"a":1}'],
    "no-json.jsonl": lambda: [b"x\n" * (SIZE // 2)],
    "events.jsonl": lambda: [b'{"date":"1955","title":"a"}\n' * (SIZE // 28)],
    "events.yaml": lambda: [b"- {date: 1955, title: a}\n" * (SIZE // 25)],
    "zeros.yaml": lambda: [b"\0" * SIZE],
    "utf-16.csv": lambda: [b"\xff\xfe", b"a\0" * (SIZE // 2)],
    "random.jsonl": lambda: [os.urandom(SIZE)],
}


@pytest.mark.skipif(not hasattr(os, "wait4"), reason="memory is measured with a POSIX call")
@pytest.mark.parametrize("name", LARGE)
def test_a_large_file_is_read_or_refused_in_two_gigabytes(
    environment: dict[str, str], tmp_path: Path, name: str
) -> None:
    with open(tmp_path / name, "wb") as file:
        file.writelines(LARGE[name]())
    with open(tmp_path / "said", "wb") as said:
        command = [sys.executable, "-m", "tpcli", "check", name]
        with started(command, stdout=said, stderr=said, env=environment, cwd=tmp_path) as process:
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
    (tmp_path / name).unlink()
    text = (tmp_path / "said").read_text(encoding="utf-8")
    assert process.returncode in (0, 1), text[-2000:]
    assert "Traceback" not in text
    assert text.startswith(f"{name}:")
    assert used.ru_maxrss * (1 if sys.platform == "darwin" else 1024) < 2 * 2**30
