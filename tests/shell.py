"""Lines that documents show, run in a shell as a reader would paste them."""

import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.processes import ran

needs_shell = pytest.mark.skipif(os.name != "posix", reason="needs a POSIX shell")

OTHERS = frozenset({"jq", "fzf", "csvcut", "csvgrep", "csvlook", "csvstat", "mlr", "sqlite3"})
"""Programs that documents pipe into and that may be missing; the rest of them is POSIX."""

_COMMAND = re.compile(r"(?:^|[|;&(]\s*|\bxargs )(\w+)", re.MULTILINE)
_BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_HERE = re.compile(r"<<-?\s*(['\"]?)(\w+)\1")


class Block(NamedTuple):
    """One `sh` block of a document."""

    line: int
    """The number of its first line."""
    text: str


def blocks(document: Path) -> list[Block]:
    """The `sh` blocks of a Markdown document, in order."""
    text = document.read_text(encoding="utf-8")
    return [Block(text.count("\n", 0, found.start(1)) + 1, found[1]) for found in _BLOCK.finditer(text)]


def as_parameter(value: Block | str, id_: str | None = None) -> object:
    """A parameter of a test, marked with the programs it needs."""
    text = value if isinstance(value, str) else value.text
    needed = sorted(OTHERS.intersection(_COMMAND.findall(text)))
    marks = [pytest.mark.needs_program(*needed)] if needed else []
    return pytest.param(value, id=id_ or (text if isinstance(value, str) else f"line {value.line}"), marks=marks)


def commands(text: str) -> list[str]:
    """The commands of a block: its lines, those that go on (`\\`, `|`, a here-document) in one piece."""
    found: list[str] = []
    end = None
    goes_on = False
    for line in text.splitlines():
        if end or goes_on:
            found[-1] += "\n" + line
        elif line.strip() and not line.lstrip().startswith("#"):
            found.append(line)
        else:
            continue
        if end:
            end = None if line.strip() == end else end
        elif here := _HERE.search(line):
            end = here[2]
        goes_on = end is None and line.endswith(("\\", "|", "&&"))
    return found


class Said(NamedTuple):
    """What one command of a script came to."""

    command: str
    status: int
    out: str
    err: str


def run_lines(lines: Sequence[str], folder: Path, environment: dict[str, str]) -> list[Said]:
    """Run commands one after the other in one shell, as far as they go; `cd` and variables stay for the next.

    A pipe's status is that of the last of its commands that failed; 141, a reader gone away as `head` goes, is 0.
    """
    logs = folder.parent / f"{folder.name}-said"
    logs.mkdir(exist_ok=True)
    script = ["set -o pipefail"]
    for n, line in enumerate(lines):
        script += [
            f"exec >'{logs}/{n}.out' 2>'{logs}/{n}.err'",
            line,
            f"said=$?; if [ $said = 141 ]; then said=0; fi; echo $said > '{logs}/{n}.status'",
            "if [ $said != 0 ]; then exit; fi",
        ]
    ran(["bash", "-c", "\n".join(script)], env=environment, cwd=folder, stdin=subprocess.DEVNULL, timeout=300)
    found = []
    for n, line in enumerate(lines):
        files = [logs / f"{n}.{part}" for part in ("status", "out", "err")]
        texts = [file.read_text(encoding="utf-8") if file.exists() else "" for file in files]
        for file in files:
            file.unlink(missing_ok=True)
        found.append(Said(line, int(texts[0] or -1), texts[1], texts[2]))
        if found[-1].status:
            break
    return found


def shell_environment(folder: Path, cache: Path) -> dict[str, str]:
    """The environment of a reader's shell at home in `folder`, with the program of these tests as `tpcli`."""
    dropped = ("TPCLI", "XDG", "COLUMNS", "LINES", "PAGER", "FORCE_COLOR", "NO_COLOR", "FZF")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(dropped)}
    path = os.pathsep.join([str(Path(sys.executable).parent), kept.get("PATH", "")])
    return {**kept, "PATH": path, "XDG_CACHE_HOME": str(cache), "HOME": str(folder)}
