"""Picking entries in a list that fzf shows."""

import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Run
from tpcli.errors import TpcliError
from tpcli.query.browsing import View, view
from tpcli.terminal import picker

pexpect = pytest.importorskip("pexpect", reason="needs a pseudo-terminal")

HOSTILE = """[
{"id": "trap", "date": "2000", "title": "\\u001b[31mred\\u001b[0m $(touch pwned) `touch pwned` '; touch pwned; '"},
{"id": "second", "date": "2001", "title": "Second"},
{"id": "third", "date": "2002", "title": "Third\\n\\tline"}
]"""


@pytest.fixture
def inside(run: Run, record: Path, tmp_path: Path) -> Callable[..., str]:
    """What fzf is answered, step by step."""
    state = tmp_path / "view.json"
    state.write_text(View().text())

    def ask(*step: str, filters: tuple[str, ...] = ()) -> str:
        done = run("--data", str(record), "browse", *filters, "--inside", str(state), step[0], "--", *step[1:])
        assert done.returncode == 0, done.stderr
        return done.stdout

    return ask


def ids(listed: str) -> list[str]:
    return [line.partition("\t")[0] for line in listed.splitlines()]


def test_the_list_follows_what_is_typed_and_pressed(inside: Callable[..., str]) -> None:
    everything = ids(inside("rows", ""))
    assert {everything[0], everything[-1]} == {"pistols", "atlas"}
    assert ids(inside("rows", "corvettes"))[0] == "corvettes"
    # Of a quote that is not closed yet the words count.
    assert ids(inside("rows", 'four "corvettes')) == ids(inside("rows", "four corvettes"))
    assert "corvettes-signed" not in ids(inside("rows", "corvettes -contract"))
    inside("follow", "corvettes")
    assert ids(inside("rows", "")) == ["corvettes-signed", "corvettes-first", "largest-export"]
    assert ids(inside("rows", "akinci")) == ["corvettes-first"]
    inside("follow", "largest-export")
    assert ids(inside("rows", "")) == ["corvettes-signed", "corvettes", "atlas"]
    inside("back", "atlas")
    assert ids(inside("rows", ""))[-1] == "largest-export"
    inside("facts", "corvettes")
    assert ids(inside("rows", "")) == ["largest-export"]
    inside("all", "")
    assert {"corvettes", "atlas", "pact-signed"} <= set(ids(inside("rows", "")))
    assert set(ids(inside("rows", "", filters=("--deal=corvettes",)))) == {
        "corvettes", "corvettes-signed", "corvettes-first", "largest-export", "atlas",
    }  # fmt: skip


def test_a_page_is_as_wide_as_its_window(inside: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FZF_PREVIEW_COLUMNS", "40")
    page = inside("page", "corvettes")
    assert "Four corvettes" in page
    assert max(map(len, page.splitlines())) <= 80
    assert inside("page", "") == ""


def test_a_view_is_read_back() -> None:
    assert view(View("deals", ("a", "b")).text()) == View("deals", ("a", "b"))


@pytest.fixture
def terminal(environment: dict[str, str], tmp_path: Path) -> Callable[..., Any]:
    """A browse on a pseudo-terminal whose ids go into a file."""

    def start(data: Path, **variables: str) -> Any:
        env = {**environment, "TERM": "xterm-256color", **variables}
        command = f"exec '{sys.executable}' -m tpcli --data '{data}' browse >'{tmp_path / 'chosen'}'"
        child = pexpect.spawn("sh", ["-c", command], env=env, cwd=str(tmp_path), dimensions=(40, 150),
                              encoding="utf-8", timeout=20)  # fmt: skip
        child.expect("search:")
        return child

    return start


@pytest.mark.needs_program("fzf")
def test_what_is_chosen_ends_a_pipe(terminal: Callable[..., Any], record: Path, tmp_path: Path) -> None:
    opened = tmp_path / "opened"
    browser = tmp_path / "browser"
    browser.write_text(f"#!/bin/sh\necho \"$1\" >'{opened}'\n")
    browser.chmod(0o755)
    child = terminal(record, BROWSER=f"{browser} %s")
    child.expect("Four corvettes")
    child.send("four corv")
    child.expect("Contract for four corvettes")
    child.send("\x01")  # All, with the words gone.
    child.send("atlas")
    child.expect("example.org/atlas")
    child.send("\x0f")  # Opens its address.
    child.send("\x1b[C")  # Follows to what cites it.
    child.expect("Signed in Baghdad")
    child.send("\r")
    child.expect(pexpect.EOF)
    assert (tmp_path / "chosen").read_text() == "pact-signed\n"
    assert opened.read_text() == "https://example.org/atlas\n"


@pytest.mark.needs_program("fzf")
def test_a_record_reaches_neither_terminal_nor_shell(terminal: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "r.json").write_text(HOSTILE)
    child = terminal(tmp_path / "r.json")
    child.expect("Third")
    for _ in range(3):
        child.send("\x1b[B")
        child.send("\x0f")
    child.send("\t\x1b[B\t\x1b[C")
    child.send("$(touch pwned)`touch pwned`'; touch pwned")
    child.expect("; touch pwned")
    child.send("\x03")
    child.expect(pexpect.EOF)
    assert "\x1b[31mred" not in child.before
    assert not (tmp_path / "pwned").exists()
    assert (tmp_path / "chosen").read_text() == ""


def test_without_fzf_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda *_, **__: None)
    with pytest.raises(TpcliError, match=r"needs fzf, which is not installed: pip install 'tpcli\[browse\]'"):
        picker.program()


def test_a_pipe_is_no_place_to_browse(run: Run) -> None:
    assert run("browse").returncode == run("show").returncode == run("browse", "naval").returncode == 2
    assert "is for a terminal" in run("browse").stderr
    assert "say what to show" in run("show").stderr
    assert "--match 'naval'" in run("browse", "naval").stderr
