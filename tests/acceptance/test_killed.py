"""A process that is killed at any of its system calls leaves what was or what is to be, and nothing in the way.

`strace` kills it. At two calls of each command in the ordinary run, at all of them in a longer one.
"""

import re
import shutil
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.conftest import RECORD, Run
from tests.longer import tries
from tests.processes import ran

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="needs Linux"),
    pytest.mark.needs_program("strace"),
]

KILLS = tries(2)

CALLS = (
    "openat,close,write,pwrite64,ftruncate,fsync,fdatasync,flock,rename,renameat,renameat2,link,linkat,unlink,unlinkat,"
    "mkdir,mkdirat,rmdir,chmod,fchmod,fchmodat,getdents64"
)
"""What changes files, and what stands between two changes."""

TABLE = "Year,Name\n1955,A pact\nsoon,No date\n1956,A visit\n"


class Command(NamedTuple):
    """A command that writes, run in a folder that holds `record/` and `table.csv`."""

    arguments: tuple[str, ...]
    written: tuple[str, ...]
    """The files and folders that it changes, each on its own old or new."""
    status: int = 0
    after: tuple[str, ...] | None = None
    """What is run next, where that is another command: it finds its way whatever was left."""


COMMANDS = {
    "add": Command(
        ("--data", "record", "add", "--date", "1956", "--title", "A visit"),
        ("record/events.yaml",),
        after=("--data", "record", "add", "--date", "1957", "--title", "Another"),
    ),
    "a file": Command(("--data", "record", "export", "bibtex", "--force", "--output", "out"), ("out",)),
    "a folder": Command(("--data", "record", "export", "datapackage", "--force", "--output", "out"), ("out",)),
    "report": Command(("--data", "record", "report", "--force", "--output", "out"), ("out",)),
    "init": Command(
        ("init", "new", "--example", "--title", "Ferries"),
        ("new",),
        after=("init", "other.yaml", "--title", "Ferries"),
    ),
    "import": Command(
        ("import", "table.csv", "--map", "date=Year,title=Name", "--output", "out.yaml"),
        ("out.yaml", "table.rejects.csv"),
        status=1,
        after=("import", "table.csv", "--map", "date=Year,title=Name", "--output", "other.yaml"),
    ),
}


def held(path: Path) -> Mapping[str, bytes] | None:
    """What a file or a folder holds; None where there is none. The day on which it was made does not count."""
    if not path.exists():
        return None
    files = [path] if path.is_file() else [file for file in sorted(path.rglob("*")) if file.is_file()]
    moment = rb"20\d\d-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)?"
    return {str(file.relative_to(path)): re.sub(moment, b"", file.read_bytes()) for file in files}


def prepared(folder: Path, command: Command, environment: Mapping[str, str]) -> None:
    """A folder as the command finds it, with an older output where it is to replace one."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "record").mkdir(parents=True)
    for name, text in RECORD.items():
        (folder / "record" / name).write_text(text, encoding="utf-8")
    (folder / "table.csv").write_text(TABLE, encoding="utf-8")
    if "--force" in command.arguments:
        small = [*command.arguments, "--year", "1955"] if "report" not in command.arguments else command.arguments
        ran([sys.executable, "-m", "tpcli", *small], cwd=folder, env=dict(environment), check=True)


def traced(folder: Path, command: Command, environment: Mapping[str, str], *options: str) -> int:
    line = ["strace", "-f", "-qq", *options, sys.executable, "-m", "tpcli", *command.arguments]
    done = ran(line, cwd=folder, env=dict(environment))
    return done.returncode


def moments(log: Path) -> list[tuple[str, int]]:
    """The calls from the first on that concerns what is written: each by its name and its number among those."""
    counts: Counter[str] = Counter()
    found: list[tuple[str, int]] = []
    for line in log.read_text(encoding="utf-8", errors="replace").splitlines():
        match = re.match(r"(?:\d+ +)?(\w+)\((.*)", line)
        if not match:
            continue
        counts[match[1]] += 1
        if found or ".tpcli-" in match[2] or ".lock" in match[2]:
            found.append((match[1], counts[match[1]]))
    return found


@pytest.mark.parametrize("name", COMMANDS)
def test_a_killed_process_leaves_old_or_new(run: Run, environment: dict[str, str], tmp_path: Path, name: str) -> None:
    command = COMMANDS[name]
    environment = {**environment, "PYTHONDONTWRITEBYTECODE": "1"}
    folder, log = tmp_path / "here", tmp_path / "log"
    prepared(folder, command, environment)
    run(*command.arguments, cwd=folder)  # The index is in the cache from now on.
    prepared(folder, command, environment)
    old = [held(folder / path) for path in command.written]
    assert traced(folder, command, environment, "-e", f"trace={CALLS}", "-o", str(log)) == command.status
    new = [held(folder / path) for path in command.written]
    expected = sorted(path.name for path in folder.iterdir())
    calls = moments(log)
    assert len(calls) > 5
    step = max(1, len(calls) // KILLS)
    killed = 0
    for call, number in calls[step // 2 :: step]:
        prepared(folder, command, environment)
        kill = ("-e", f"trace={call}", "-e", f"inject={call}:signal=KILL:when={number}", "-o", str(log))
        killed += traced(folder, command, environment, *kill) != command.status
        for path, before, after in zip(command.written, old, new, strict=True):
            assert held(folder / path) in (before, after), f"{path} after a kill at {call} {number}"
        done = run(*(command.after or command.arguments), cwd=folder)
        assert done.returncode == command.status, (call, number, done.stderr)
        left = sorted(path.name for path in folder.iterdir())
        allowed = {*expected, "other.yaml"}
        assert set(left) <= allowed and not list(folder.rglob("*.lock")), (call, number, left)
        assert not list(folder.rglob(".tpcli-*")), (call, number)
    assert killed
