"""How the program ends when nobody reads on, when nothing more can be written, and when it is told to."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TextIO

import pytest

from tests.processes import PATIENCE, ran, started
from tpcli import cli
from tpcli.environment import Environment
from tpcli.errors import NotWritten, ReaderLeft
from tpcli.export.formats import FORMATS as EXPORTS
from tpcli.output.answer import FORMATS
from tpcli.text.streams import whole

if os.name != "posix":
    pytest.skip("ends are told otherwise here", allow_module_level=True)

ASKED: dict[str, list[str]] = {
    "timeline": [],
    "deals": [],
    "facts": [],
    "show": ["corvettes"],
    "search": ["turkey"],
    "sources": [],
    "list": ["themes"],
    "stats": ["--by", "theme"],
    "chart": ["timeline"],
    "report": [],
    "today": ["--date", "02-24"],
    "export": ["markdown"],
    "sql": ["select * from events"],
    "cite": ["pact-signed"],
    "init": ["new"],
    "add": ["--date", "1955", "--title", "A"],
    "import": ["table.csv", "--map", "date=date,title=title"],
    "rename": ["about-1958", "move"],
    "diff": ["record", "new.yaml"],
    "check": [],
    "schema": [],
}
"""Each command with what makes it write to stdout."""

WITH_FORMATS = ("timeline", "deals", "facts", "show", "search", "sources", "list", "stats", "today", "sql", "diff")
LINES = [
    [],
    ["--version"],
    ["--help"],
    ["--show-completion", "bash"],
    *([name, "--help"] for name in cli.COMMANDS),
    *([name, *words] for name, words in ASKED.items()),
    *([name, *ASKED[name], "--format", format_] for name in WITH_FORMATS for format_ in FORMATS),
    *(["check", "--format", format_] for format_ in ("text", "json", "github")),
    ["stats", "--sum", "value", "--format", "table"],
    ["stats", "--sum", "value", "--by", "type", "--by", "status", "--format", "table"],
    *(["chart", what, *more] for what, more in (("deals", []), ("stats", ["--by", "kind"]))),
    *(["export", name] for name, format_ in EXPORTS.items() if not format_.name),
    ["sql", "--tables"],
    ["check", "--list"],
]
"""All commands, helps, formats, exports and charts that write to stdout."""


def test_no_command_is_left_out() -> None:
    picked = ["browse", "edit"]  # These write what somebody picks, and nothing.
    assert list(ASKED) == [name for name in cli.COMMANDS if name not in picked]


@pytest.fixture
def folder(record: Path, tmp_path: Path) -> Path:
    """A working folder with the small record, a table to import and another record."""
    (tmp_path / "table.csv").write_text("date,title\n1955,A pact\n", encoding="utf-8")
    (tmp_path / "new.yaml").write_text("- {date: 1955, title: A pact}\n", encoding="utf-8")
    return tmp_path


def ended(
    arguments: Sequence[str], stdout: TextIO | None, folder: Path, environment: dict[str, str]
) -> tuple[int, str]:
    """The exit status and stderr of a run on the small record whose stdout is a given one."""
    said = folder / "said"
    with pytest.MonkeyPatch.context() as patch, said.open("w", encoding="utf-8") as stderr:
        patch.chdir(folder)
        patch.setattr("shellingham.detect_shell", lambda: ("bash", "/bin/bash"))
        for name in ("XDG_CACHE_HOME", "HOME"):
            patch.setenv(name, environment[name])
        words = ["--data", "record", *arguments]
        status = cli.run(Environment(words, None, stdout, whole(stderr), {**environment, "TPCLI_DATA": "record"}))
        with suppress(ReaderLeft, NotWritten):  # What still waits in the buffer, of which Python would tell later.
            if stdout:
                stdout.close()
    return status, said.read_text(encoding="utf-8")


@pytest.fixture
def no_reader() -> Iterator[TextIO]:
    """The end of a pipe that nobody reads."""
    reads, writes = os.pipe()
    os.close(reads)
    with open(writes, "w", encoding="utf-8") as out:
        yield out


@pytest.mark.parametrize("arguments", LINES, ids=" ".join)
def test_a_reader_that_leaves_ends_it_in_silence(
    arguments: list[str], no_reader: TextIO, folder: Path, environment: dict[str, str]
) -> None:
    status, said = ended(arguments, whole(no_reader), folder, environment)
    assert status == 141
    assert "can't" not in said


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device here stands for a full disk")
@pytest.mark.parametrize("arguments", LINES, ids=" ".join)
def test_a_full_disk_is_an_error(arguments: list[str], folder: Path, environment: dict[str, str]) -> None:
    with open("/dev/full", "w", encoding="utf-8") as full:
        status, said = ended(arguments, whole(full), folder, environment)
    assert (status, said.count("can't write")) == (1, 1)
    assert said.endswith("tpcli: can't write the answer: No space left on device\n")


@pytest.mark.parametrize("arguments", LINES, ids=" ".join)
def test_a_closed_stdout_is_an_error(arguments: list[str], folder: Path, environment: dict[str, str]) -> None:
    status, said = ended(arguments, None, folder, environment)
    assert (status, said.count("can't write")) == (1, 1)
    assert said.endswith("tpcli: can't write the answer: standard output is closed\n")


# What only processes show.

WRITING = [["timeline", "--format", "json"], ["export", "timelinejs"], ["report"], ["--help"]]


def limited(most: int) -> None:
    """Let files of this process grow to some bytes only: the write that would pass that comes out short.

    Such a process runs with -B: Python 3.11 keeps a module's bytecode that came out short, and the next that needs the
    module can't load it.
    """
    import resource

    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("arguments", WRITING, ids=" ".join)
def test_a_write_that_comes_out_short_is_an_error(
    arguments: list[str], unbuffered: str, tmp_path: Path, environment: dict[str, str]
) -> None:
    with (tmp_path / "answer").open("wb") as out:
        done = ran(
            [sys.executable, "-B", "-m", "tpcli", *arguments],
            stdout=out,
            stderr=subprocess.PIPE,
            env={**environment, "PYTHONUNBUFFERED": unbuffered, "TMPDIR": str(tmp_path)},
            preexec_fn=lambda: limited(900),
        )
    assert done.returncode == 1
    assert "tpcli: " in done.stderr and "Traceback" not in done.stderr


def test_messages_do_not_wait_for_the_end() -> None:
    reads, writes = os.pipe()
    with open(writes, "w", encoding="utf-8") as err, open(reads, encoding="utf-8") as seen:
        stream = whole(err, messages=True)
        print("one", file=stream)
        assert seen.readline() == "one\n"


def test_a_process_without_stdout_says_so(environment: dict[str, str]) -> None:
    for arguments in WRITING:
        done = ran(
            ["sh", "-c", 'exec "$0" "$@" >&-', sys.executable, "-m", "tpcli", *arguments],
            stderr=subprocess.PIPE,
            env=environment,
        )
        assert (done.returncode, done.stderr) == (1, "tpcli: can't write the answer: standard output is closed\n")


LARGE = 4000
"""Events of a record whose index takes some time to build."""


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("arguments", [["timeline"], ["export", "timelinejs"], ["export", "ics", "--output", "a.ics"]])
def test_told_to_end_it_leaves_no_temporary_file(
    arguments: list[str], sent: signal.Signals, tmp_path: Path, environment: dict[str, str]
) -> None:
    record = tmp_path / "events.jsonl"
    record.write_text("".join(f'{{"date": "1955", "title": "Event {n}"}}\n' for n in range(LARGE)), encoding="utf-8")
    (tmp_path / "temporary").mkdir()
    cache = tmp_path / "cache" / "tpcli"
    before = {path.name for path in cache.iterdir()}
    command = [sys.executable, "-m", "tpcli", "--data", str(record), *arguments]
    env = {**environment, "TMPDIR": str(tmp_path / "temporary")}
    with started(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=tmp_path, env=env) as process:
        while process.poll() is None and {path.name for path in cache.iterdir()} == before:
            time.sleep(0.002)
        process.send_signal(sent)  # While the index is being built.
        assert process.communicate(timeout=PATIENCE)[1] == b""
    assert process.returncode == 128 + sent
    left = [path for folder in (tmp_path, cache, tmp_path / "temporary") for path in folder.iterdir()]
    assert not [path for path in left if ".tmp" in path.name or path.parent.name == "temporary"]


def test_an_interrupt_while_modules_load_is_no_traceback(environment: dict[str, str]) -> None:
    code = "import os, signal, sys; from tpcli import __main__ as program\n"
    code += "sys.modules['typer'] = None\n"  # Whoever imports it is interrupted.
    code += "class Interrupts:\n    def find_spec(*_):\n        os.kill(os.getpid(), signal.SIGINT)\n"
    code += "sys.meta_path.insert(0, Interrupts())\nprogram.main()\n"
    done = ran([sys.executable, "-c", code], env=environment)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")
