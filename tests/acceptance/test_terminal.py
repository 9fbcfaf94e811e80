"""The installed program on a terminal: nothing overlaps or is cut, colour when it may be, text of a record as text."""

import os
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

pexpect = pytest.importorskip("pexpect", reason="needs a pseudo-terminal")
if os.name != "posix":
    pytest.skip("needs a pseudo-terminal", allow_module_level=True)

from rich.cells import cell_len  # noqa: E402

from tests.conftest import Run  # noqa: E402
from tests.processes import PATIENCE, ran, started  # noqa: E402

ANSI = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]|\x1b\]8;[^\x1b\x07]*(?:\x1b\\|\x07)")
Show = Callable[..., str]


@pytest.fixture
def show(run: Run) -> Show:
    """What a terminal of a width gets from the program."""

    def go(width: int, *arguments: str, **env: str) -> str:
        size = {"COLUMNS": str(width), "LINES": "40"}
        done = run(*arguments, env={"TERM": "xterm-256color", "PAGER": "cat", **size, **env}, terminal=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return go


@pytest.fixture
def pty(environment: dict[str, str]) -> Show:
    """The same from a real terminal, whose width the program has to find out."""

    def go(width: int, *arguments: str, **env: str) -> str:
        child = pexpect.spawn(
            sys.executable,
            ["-m", "tpcli", *arguments],
            env={**environment, "TERM": "xterm-256color", "PAGER": "cat", **env},
            dimensions=(40, width),
            encoding="utf-8",
            codec_errors="replace",
            timeout=60,
        )
        text: str = child.read()
        child.close()
        assert child.exitstatus == 0, text
        return text.replace("\r\n", "\n")

    return go


def plain(text: str) -> list[str]:
    """The lines of a terminal's text without its styles."""
    return ANSI.sub("", text).split("\n")


COMMANDS = [["timeline"], ["deals"], ["facts"], ["sources"], ["show", "hostile", "corvettes"], []]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_real_terminal_gets_the_same(show: Show, pty: Show, record: Path, command: list[str]) -> None:
    for width in (40, 120):
        assert pty(width, "--data", str(record), *command) == show(width, "--data", str(record), *command)


WIDTHS = (1, 10, 40, 60, 80, 120, 200)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("command", COMMANDS)
def test_no_line_is_wider_than_the_terminal(show: Show, record: Path, width: int, command: list[str]) -> None:
    lines = plain(show(width, "--data", str(record), *command))
    if command:
        assert max(cell_len(line) for line in lines) <= width


@pytest.mark.parametrize("width", WIDTHS[1:])
def test_no_title_is_lost_at_any_width(show: Show, record: Path, width: int) -> None:
    text = "".join("".join(plain(show(width, "--data", str(record), "timeline"))).split())
    for words in ("Turkey and Iraq sign the Baghdad Pact", "Headquarters move to Ankara", "A decade of aid"):
        letters = iter(text)
        assert all(letter in letters for letter in words.replace(" ", ""))


@pytest.mark.parametrize("width", WIDTHS)
def test_text_of_a_record_neither_styles_nor_moves_anything(show: Show, record: Path, width: int) -> None:
    for command in (["timeline"], ["show", "hostile"], ["search", "markup"], ["timeline", "--format", "tsv"],
                    ["timeline", "--format", "json"], ["timeline", "--format", "csv"]):  # fmt: skip
        text = show(width, "--data", str(record), *command)
        left = ANSI.sub("", text)
        assert "\x1b" not in left
        assert "\x1b[31m" not in text
        assert not re.search("[\u202a-\u202e\u2066-\u2069\x00-\x08\x0b-\x1f\x7f-\x9f]", left)
    assert "[boldred]Markup[/]" in "".join("".join(plain(show(width, "--data", str(record), "timeline"))).split())


def test_colour_only_where_it_may_be(show: Show, record: Path) -> None:
    def colours(**env: str) -> list[str]:
        return re.findall(r"\x1b\[[0-9;]*m", show(80, "--data", str(record), "timeline", **env))

    assert any("36" in code for code in colours())
    assert not any(re.search(r"[34]\d", code) for code in colours(NO_COLOR="1"))
    assert colours(TERM="dumb") == []


def test_dates_read_as_people_write_them(show: Show, record: Path) -> None:
    text = " ".join(plain(show(120, "--data", str(record), "timeline")))
    for date in ("24 Feb 1955", "c. 1958", "1950s", "5 Jul 2018", "Sep 2023", "since May 2024"):
        assert date in text
    assert "7 events" in text


def test_a_long_list_shows_where_a_decade_begins(show: Show) -> None:
    lines = plain(show(100, "timeline"))
    decades = [line.split()[0] for line in lines if re.match(r"\d{4}s ─", line)]
    assert decades == [f"{year}s" for year in range(1940, 2030, 10)]
    head = next(line for line in lines if "Date" in line)
    assert head.index("Date") < head.index("Title")


@pytest.mark.parametrize("command", ["timeline", "deals", "facts", "sources"])
def test_a_wider_terminal_shows_no_fewer_columns_and_says_what_has_no_room(show: Show, command: str) -> None:
    before: set[str] = set()
    said = []
    for width in (60, 80, 100, 120, 140, 160, 200, 260):
        lines = plain(show(width, command, "--to", "2012"))
        heads = set(lines[0].lower().split())
        assert before <= heads
        before = heads
        said.append(next((line.removeprefix("not shown: ") for line in lines if line.startswith("not shown: ")), ""))
    assert said[0]
    assert not said[-1]


@pytest.mark.parametrize("width", [60, 80, 120])
def test_every_row_has_its_id_whole(show: Show, run: Run, width: int) -> None:
    for command in ("timeline", "deals", "facts"):
        words = set(" ".join(plain(show(width, command, "--country", "turkey"))).split())
        assert set(run(command, "--country", "turkey", "--fields", "id").stdout.split()) <= words


def test_what_is_the_same_in_all_rows_since_it_was_asked_for_stands_under_the_table(show: Show) -> None:
    lines = plain(show(200, "timeline", "--kind", "treaty", "--theme", "alliance"))
    assert "kind" not in lines[0].lower()
    assert next(line for line in lines if " events" in line).endswith("kind: treaty")
    assert "Stage" not in plain(show(200, "timeline", "--to", "1960", "--fields", "date,stage,title"))[0]


def test_totals_under_deals_never_sum_what_is_disputed(show: Show, record: Path) -> None:
    text = " ".join(plain(show(120, "--data", str(record), "deals")))
    assert "2 deals" in text
    assert "no stage known: USD 250,000" in text
    assert "disputed or a range, not summed above, under way: USD 1 billion to 1.5 billion (1 deal)" in text


def test_a_list_longer_than_the_screen_goes_through_the_pager(environment: dict[str, str], tmp_path: Path) -> None:
    kept = tmp_path / "paged"
    pager = tmp_path / "pager.sh"
    pager.write_text(f"#!/bin/sh\ncat > '{kept}'\n")
    pager.chmod(0o755)
    child = pexpect.spawn(
        sys.executable, ["-m", "tpcli", "timeline"], env={**environment, "TERM": "xterm", "PAGER": str(pager)},
        dimensions=(24, 80), encoding="utf-8", timeout=60,
    )  # fmt: skip
    child.read()
    child.close()
    assert child.exitstatus == 0
    assert kept.read_text(encoding="utf-8").count("\n") > 300


def test_an_interrupted_build_leaves_no_wrong_answer(environment: dict[str, str], tmp_path: Path) -> None:
    import json
    import signal
    import subprocess

    record = tmp_path / "events.jsonl"
    with record.open("w") as out:
        for n in range(10_000):
            out.write(json.dumps({"id": f"e{n}", "date": "1955", "title": f"Event {n}"}) + "\n")
    ask = [sys.executable, "-m", "tpcli", "--data", str(record), "timeline", "--fields", "id", "--sort", "id"]
    for n, sent in enumerate([signal.SIGKILL, signal.SIGINT, signal.SIGTERM, signal.SIGKILL, signal.SIGINT]):
        with started(ask, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
            time.sleep(0.1 * (n + 1))
            process.send_signal(sent)
            assert b"Traceback" not in process.communicate(timeout=PATIENCE)[1]
    done = ran(ask, env=environment, check=True)
    assert len(done.stdout.split()) == 10_000
