"""The pager has the terminal to itself, and the terminal is whole when it ends, however it ends."""

import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pexpect = pytest.importorskip("pexpect", reason="needs a pseudo-terminal")
if os.name != "posix":
    pytest.skip("needs a pseudo-terminal", allow_module_level=True)

Shell = Callable[..., Any]
PROMPT = "[\n\b]:"
"""Of less, at the end of a screen."""
TIMELINE = f"{sys.executable} -m tpcli timeline"


@pytest.fixture
def shell(environment: dict[str, str]) -> Iterator[Shell]:
    """An interactive shell on a terminal of 24 lines; what it prints before a prompt ends in `ready>`."""
    spawned = []

    def go(**variables: str) -> Any:
        env = {**environment, "TERM": "xterm", **variables}
        env.pop("LESS", None)
        child = pexpect.spawn("bash", ["--norc", "--noprofile", "-i"], env=env, dimensions=(24, 80), encoding="utf-8",
                              timeout=60)  # fmt: skip
        child.sendline("PS1='rea''dy>'; bind 'set enable-bracketed-paste off'")
        child.expect("ready>")
        spawned.append(child)
        return child

    yield go
    for child in spawned:
        child.close(force=True)


def script(path: Path, *lines: str) -> str:
    """A program for a pager."""
    path.write_text("\n".join(["#!/bin/sh", *lines]) + "\n", encoding="utf-8")
    path.chmod(0o755)
    return str(path)


def whole(child: Any, status: int = 0) -> bool:
    """Whether the shell is there again, the last command has ended with a status, and what is typed is shown."""
    child.expect("ready>")
    child.sendline("echo status $? and $(stty -a | grep -ow -e '-\\?echo' -e '-\\?icanon' | xargs)")
    child.expect(r"status (\d+) and ([a-z -]+)\r")
    assert child.match[1] == str(status)
    return set(child.match[2].split()) == {"echo", "icanon"}


@pytest.mark.needs_program("less")
def test_an_interrupt_is_for_the_pager(shell: Shell) -> None:
    child = shell(PAGER="less")
    child.sendline(TIMELINE)
    child.expect(PROMPT)
    for _ in range(3):
        child.sendintr()
        time.sleep(0.2)
    child.send(" ")
    child.expect(PROMPT)
    child.send("q")
    assert whole(child)


@pytest.mark.needs_program("less")
def test_it_stops_goes_on_and_takes_a_new_size(shell: Shell) -> None:
    child = shell(PAGER="less")
    child.sendline(TIMELINE)
    child.expect(PROMPT)
    child.send("\x1a")
    child.expect("Stopped")
    child.expect("ready>")
    child.sendline("fg")
    child.expect(PROMPT)
    child.setwinsize(12, 60)
    child.send(" ")
    child.expect(PROMPT)
    child.send("q")
    assert whole(child)


@pytest.mark.needs_program("less")
def test_left_at_once_it_is_left(shell: Shell) -> None:
    child = shell(PAGER="less")
    child.sendline(f"(sleep 1; true) & {TIMELINE}")
    child.send("q")
    assert whole(child)


def test_a_pager_that_dies_leaves_an_answer_and_a_terminal(shell: Shell, tmp_path: Path) -> None:
    child = shell(PAGER=script(tmp_path / "dies", "stty -echo raw < /dev/tty", "kill -9 $$"))
    child.sendline(TIMELINE)
    child.expect("Baghdad Pact")
    child.expect("was ended by signal 9: PAGER names another")
    assert whole(child)


@pytest.mark.parametrize(
    ("pager", "said"),
    [("false", "'false' ended with status 1"), ("no-such-program", ""), ("less '", ""), ("", ""), ("./no-program", "")],
)
def test_without_a_pager_that_works_the_answer_is_there(shell: Shell, tmp_path: Path, pager: str, said: str) -> None:
    (tmp_path / "no-program").write_text("", encoding="utf-8")
    (tmp_path / "no-program").chmod(0o755)
    child = shell(PAGER=pager)
    child.sendline(f"cd {tmp_path}; {TIMELINE}")
    child.expect("Baghdad Pact")
    if said:
        child.expect(said)
    assert whole(child)


def test_told_to_end_it_takes_the_pager_along(shell: Shell, tmp_path: Path) -> None:
    child = shell(PAGER=script(tmp_path / "waits", "stty -echo < /dev/tty", "echo wai''ting", "exec sleep 60"))
    child.sendline(TIMELINE)
    child.expect("waiting")
    children = Path(f"/proc/{child.pid}/task/{child.pid}/children")
    if not children.exists():
        pytest.skip("no list of child processes here")
    os.kill(int(children.read_text().split()[-1]), 15)
    assert whole(child, 143)


@pytest.mark.parametrize(("version", "wanted"), [("590", "-FRXi"), ("668", "-FRXi --header=1"), ("none", "-FRXi")])
def test_less_searches_without_case_and_keeps_the_headings(
    shell: Shell, environment: dict[str, str], tmp_path: Path, version: str, wanted: str
) -> None:
    (tmp_path / "bin").mkdir()
    said = f"less {version} (some regular expressions)"
    script(tmp_path / "bin" / "less", f"[ \"$1\" = --version ] && echo '{said}' && exit", 'echo "[$LESS]"', "cat >&2")
    path = f"{tmp_path / 'bin'}{os.pathsep}{environment['PATH']}"
    child = shell(PATH=path)
    for options, seen in (("", wanted), ("LESS=-S ", "-S"), ("LESS= ", "")):
        child.sendline(options + TIMELINE)
        child.expect_exact(f"[{seen}]")
        assert whole(child)
    child.sendline(f"{TIMELINE.removesuffix('timeline')} show milgem baghdad-pact-signed")
    child.expect_exact("[-FRXi]")
    assert whole(child)
