"""Whatever stands on a command line, the answer is an answer or a sentence: never a traceback, never a warning."""

import random
import shutil
import warnings
from pathlib import Path
from typing import Any

import pytest
import typer

from tests.conftest import Run
from tests.longer import tries
from tpcli.cli import COMMANDS, app

VALUES = (
    "", " ", "\0", "a\0b", "\udcff", "a\udce9b.yaml", "9223372036854775808", "-9223372036854775809", "9" * 40,
    "-1", "0", "a\nb", "\x1b[31m", "\u202e", "x" * 5000, "%s%n", "'", '"', '"a', "(", "[bold", "[/]", "nan",
    "inf", "1e999", "٣", "½", "..", "/", "//", ".", "-", "--", "id,id", "id,,id", ",", "id,", "+", "a+",
    "a=b", "=", "a=b,a=c", "~", "*",
    "!!", "{}", "1955/..", "0000", "99999", "1955-13", "None", "true", "🇹🇷", "e\u0301", "name*",
)  # fmt: skip
"""What no one should type, and everybody does."""

GIVEN = {
    "show": ["pact-signed"], "search": ["pact"], "list": ["themes"], "stats": [], "export": ["csv"],
    "sql": ["select id from events"], "cite": ["pact-signed"], "add": ["--date", "1955", "--title", "A"],
    "diff": [".", "t.csv"],
    "rename": ["pact-signed", "renamed"], "edit": ["pact-signed"],
    "import": ["t.csv", "--map", "date=Year,title=Name"], "init": ["new"],
}  # fmt: skip
"""What a command can't do without."""

SHARE = tries(5)
"""How many command lines are tried a command, at random."""


def lines(command: str) -> list[list[str]]:
    """Command lines of a command: each of its options with each value, and each value as an argument."""
    group: Any = typer.main.get_command(app)
    context = group.make_context("tpcli", [], resilient_parsing=True)
    found = [[*GIVEN.get(command, []), value] for value in VALUES] + [[value] for value in VALUES]
    for option in group.get_command(context, command).params:
        if option.param_type_name == "option" and not option.is_flag:
            found += [[*GIVEN.get(command, []), f"{option.opts[0]}={value}"] for value in VALUES]
    return found


@pytest.mark.parametrize("command", COMMANDS)
def test_any_argument_is_answered_or_refused(run: Run, record: Path, tmp_path: Path, command: str) -> None:
    choose = random.Random(command)
    possible = lines(command)
    for n, line in enumerate(choose.sample(possible, min(SHARE, len(possible)))):
        work = tmp_path / f"work{n}"
        shutil.copytree(record, work)
        (work / "t.csv").write_text("Year,Name\n1955,A\n", encoding="utf-8")
        env = {"TPCLI_DATA": str(work)}
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            done = run(command, *line, env=env, cwd=work)
        assert done.returncode in (0, 1, 2), (command, line, done)
        assert done.returncode == 0 or done.stderr.strip(), (command, line, done)
        assert "Traceback" not in done.stderr, (command, line, done.stderr)
        assert all(c.isprintable() or c == "\n" for c in done.stderr), (command, line, done.stderr)
        shutil.rmtree(work)


def test_a_limit_beyond_what_sqlite_counts_and_words_in_no_encoding_are_refused(run: Run, record: Path) -> None:
    for line in (["timeline", "--limit"], ["search", "pact", "--limit"], ["today", "--limit"], ["sources", "--limit"]):
        done = run("--data", str(record), *line, "9223372036854775808")
        assert (done.returncode, done.stdout) == (2, "")
    for word in ("\udcff", "a\0"):
        done = run("--data", str(record), "show", word)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith("tpcli: an argument ")
    done = run("--data", str(record), "timeline", "--fields", "id,ID", "--format", "json")
    assert (done.returncode, done.stderr) == (2, "tpcli: --fields names 'id' twice\n")
