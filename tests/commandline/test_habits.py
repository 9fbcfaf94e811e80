"""What people type from habit works, or the error says what to type."""

from pathlib import Path

import pytest

from tests.conftest import Run
from tpcli.habits import written

SAME = [
    ("deals naval", "deals --type naval"),
    ("deals delivered turkey", "deals --status delivered --country turkey"),
    ("timeline 1955", "timeline --year 1955"),
    ("timeline 1957 karachi", "timeline --year 1957 --place karachi"),
    ("facts disputed", "facts --verdict disputed"),
    ("sources milgem", "sources --deal milgem"),
    ("timeline engine", "timeline --match engine"),
    ("deals -n 3", "deals --limit 3"),
    ("search milgem -n3", "search milgem --limit 3"),
    ("deals --json", "deals --format json"),
    ("deals --csv", "deals --format csv"),
    ("help deals", "deals --help"),
    ("help", "--help"),
    ("today 02-24", "today --date 02-24"),
    ("today 24 Feb", "today --date 02-24"),
    ("today 29 February", "today --date 02-29"),
    ("today 24 Feb 1955", "today --date 1955-02-24"),
]


@pytest.mark.parametrize(("typed", "meant"), SAME)
def test_a_habit_is_another_way_to_say_it(run: Run, typed: str, meant: str) -> None:
    done, other = run(*typed.split()), run(*meant.split())
    assert done.returncode == other.returncode == 0
    assert done.stdout == other.stdout != ""


def test_the_record_may_be_named_behind_the_command(run: Run, record: Path) -> None:
    data = str(record)
    expected = run("--data", data, "timeline").stdout
    assert run("timeline", "--data", data).stdout == run("timeline", f"--data={data}").stdout == expected != ""
    assert "given twice" in run("--data", data, "timeline", "--data", data).stderr
    assert written(["search", "--", "--data", "x"]) == ["search", "--", "--data", "x"]
    assert written(["timeline", "--data"]) == ["timeline", "--data"]


REFUSED = [
    ("deals -o x.csv", "tpcli deals --format csv > x.csv"),
    ("export csv", "tpcli timeline --format csv"),
    ("list events", "tpcli timeline"),
    ("list facts", "tpcli facts"),
    ("deals --limt 3", "--limit"),
    ("deals --limit x", "--limit"),
    ("export", "tpcli export --help"),
    ("chart", "tpcli chart --help"),
    ("check --data", "--data"),
    ("today 24 Feb --date 02-25", "two days"),
    ("timeline 1955 --year 1956", "say with an option"),
]


@pytest.mark.parametrize(("typed", "says"), REFUSED)
def test_what_does_not_work_says_what_to_type(run: Run, typed: str, says: str) -> None:
    for terminal in (True, False):
        done = run(*typed.split(), terminal=terminal)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.splitlines()[-1 if "taken for" in done.stderr else 0].startswith("tpcli: ")
        assert says in done.stderr
        assert "Usage:" not in done.stderr
        assert "╭" not in done.stderr


def test_what_a_word_is_taken_for_is_said(run: Run) -> None:
    assert run("deals", "naval").stderr == "tpcli: 'naval' is taken for --type\n"


def test_advice_for_an_own_record_names_it(run: Run, record: Path) -> None:
    named = record.rename(record.parent / "my record")
    error = run("--data", str(named), "list", "events").stderr
    assert f"tpcli --data '{named}' timeline" in error
    assert (
        f"tpcli --data '{named}' list themes"
        in run("list", "--data", str(named), terminal=True).stdout + run("--data", str(named)).stdout
    )
    assert "tpcli timeline" in run("list", "events").stderr
    # A record that is named by the environment is there for the next command too.
    assert "tpcli timeline" in run("list", "events", env={"TPCLI_DATA": str(named)}).stderr


def test_a_terminal_that_can_t_draw_gets_help_without_boxes(run: Run) -> None:
    for command in ([], ["deals"], ["export"]):
        dumb = run(*command, "--help", terminal=True, env={"TERM": "dumb"}).stdout
        assert "Usage:" in dumb
        assert not set("╭│╰─") & set(dumb)
        assert "Examples:" in dumb
    assert "╭" in run("--help", terminal=True, env={"TERM": "xterm"}).stdout
