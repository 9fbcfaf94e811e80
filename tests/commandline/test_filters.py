"""Every listing takes every filter; what is given twice widens or is refused."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from tests.conftest import Run
from tpcli.cli import COMMANDS, app
from tpcli.query.filters import FILTERS
from tpcli.query.lists import LISTS

LISTINGS = ("timeline", "deals", "facts", "sources", "search", "list", "stats", "chart", "report", "export", "today",
            "cite")  # fmt: skip
GROUP: Any = typer.main.get_command(app)


@pytest.mark.parametrize("name", LISTINGS)
def test_every_listing_takes_every_filter(name: str) -> None:
    taken = {option for parameter in GROUP.get_command(None, name).params for option in parameter.opts}
    assert {f"--{filter_}" for filter_ in FILTERS} | {"--not"} <= taken


def with_one_value() -> Iterator[tuple[str, str]]:
    """Every command with each of its options that take one value."""
    for name in COMMANDS:
        for option in GROUP.get_command(None, name).params:
            if option.param_type_name == "option" and not option.is_flag and not option.multiple:
                yield name, max(option.opts, key=len)


@pytest.mark.parametrize(("name", "option"), list(with_one_value()))
def test_one_value_is_refused_twice(run: Run, name: str, option: str) -> None:
    done = run(name, option, "1", option, "2")
    assert (done.returncode, done.stdout) == (2, "")
    assert f"{option} is given twice" in done.stderr


def test_several_records_are_read_as_one(run: Run, record: Path, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("date,title\n2030,Later\n", encoding="utf-8")
    both = run("--data", str(record), "--data", "a.csv", "timeline", "--fields", "title", cwd=tmp_path)
    alone = run("--data", str(record), "timeline", "--fields", "title")
    assert both.stdout.splitlines() == [*alone.stdout.splitlines(), "Later"]
    (tmp_path / "a.csv").write_text("date,title\n2O30,Later\n", encoding="utf-8")
    broken = run("--data", str(record), "--data", "a.csv", "timeline", cwd=tmp_path)
    assert (broken.returncode, broken.stderr.partition(": not-a-date")[0]) == (1, "tpcli: a.csv:2:1")
    same = run("--data", "a.csv", "--data", "a.csv", "timeline", cwd=tmp_path)
    assert (same.returncode, same.stderr) == (2, "tpcli: --data a.csv is given twice\n")
    added = run("--data", str(record), "--data", "a.csv", "add", "--date", "1955", "--title", "A", cwd=tmp_path)
    assert (added.returncode, added.stderr) == (1, "tpcli: an event goes into one record: give --data once\n")


def ids(run: Run, *arguments: str) -> set[str]:
    """The ids that a listing answers with."""
    done = run(*arguments, "--fields", "id")
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


@pytest.mark.parametrize(
    ("noun", "option", "one", "two"),
    [
        ("timeline", "--year", "2019", "2021"),
        ("timeline", "--match", "milgem", "-karachi pact"),
        ("deals", "--status", "lapsed", "cancelled"),
        ("facts", "--verdict", "disputed", "outdated"),
        ("sources", "--publisher", "dawn", "trend"),
    ],
)
def test_what_may_be_repeated_widens(run: Run, noun: str, option: str, one: str, two: str) -> None:
    first, second = ids(run, noun, option, one), ids(run, noun, option, two)
    assert first != second
    assert ids(run, noun, option, one, option, two) == first | second


@pytest.mark.parametrize(("asked", "said"), [
    ("bogus=1", "there is no filter 'bogus'"),
    ("theme", "write --not theme=VALUE"),
    ("theme=nuclaer", "did you mean 'nuclear'"),
    ("year=sometime", "--not 'year=sometime'"),
    ("conflicts=no", "conflicts takes no value"),
    ("match=!", "holds no word"),
])  # fmt: skip
def test_what_can_not_be_left_out_is_refused(run: Run, asked: str, said: str) -> None:
    done = run("timeline", "--not", asked)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr


def test_what_is_left_out_are_the_others(run: Run) -> None:
    assert ids(run, "timeline", "--not", "theme=rivals") == ids(run, "timeline") - ids(
        run, "timeline", "--theme", "rivals"
    )
    assert ids(run, "deals", "--not", "conflicts") == ids(run, "deals") - ids(run, "deals", "--conflicts")


@pytest.mark.parametrize("name", LISTS)
def test_the_words_that_are_listed_are_what_the_filter_takes(run: Run, name: str) -> None:
    """The first word of each list finds, with its filter, as many entries as the list says; also within a year."""
    list_ = LISTS[name]
    noun = "timeline" if list_.noun == "events" else list_.noun
    for narrowed in ((), ("--year", "2010s")):
        done = run("list", name, *narrowed, "--format", "json")
        row = json.loads(done.stdout)[0]
        found = ids(run, noun, f"--{list_.filter}", row["value"], *narrowed)
        assert len(found) == row[list_.noun], (row, narrowed)


def test_list_alone_says_what_can_be_listed(run: Run) -> None:
    done = run("list")
    assert [line.split("\t")[0] for line in done.stdout.splitlines()] == list(LISTS)
