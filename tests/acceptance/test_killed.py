"""A process that is killed at any of its system calls leaves what was or what is to be, and nothing in the way.

`strace` kills it. At one call of each command in the ordinary run, at all of them in a longer one.
"""

import os
import re
import shlex
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

KILLS = tries(1)

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
    begins: str = r"\.tpcli-|\.lock"
    """In which call the writing begins: those before it change nothing."""
    together: bool = False
    """Whether a question of the record finds all that is written old, or all of it new."""


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
COMMANDS |= {
    "rename": Command(
        ("--data", "record", "rename", "corvettes", "ships", "--why", "shorter"),
        ("record/events.yaml", "record/deals.yaml", "record/facts.yaml", "record/vocabulary.yaml"),
        after=("--data", "record", "rename", "theme=identity", "selfhood"),
        together=True,
    ),
    "check --fix": Command(
        ("--data", "untidy", "check", "--fix", "--yes"),
        ("untidy/events.yaml", "untidy/deals.yaml"),
        together=True,
    ),
    "import --update": Command(
        ("import", "newer.csv", "--map", "id=No,date=Year,title=Name", "--update", "No", "--output", "old.yaml"),
        ("old.yaml",),
    ),
    "edit": Command(("--data", "record", "edit", "about-1958"), ("record/events.yaml",), begins=r"record/events\.yaml"),
    "a site": Command(("--data", "record", "report", "--force", "--output", "out/"), ("out",)),
}

EDITOR = """\
import os, sys
path = sys.argv[-1]
with open(path, encoding="utf-8") as file:
    text = file.read().replace("Headquarters move", "The headquarters move")
with open(path + "~", "w", encoding="utf-8") as file:
    file.write(text)
os.replace(path + "~", path)
"""
"""An editor that writes a file anew and lets it take the place of the old one, as most do."""


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
        os.utime(folder / "record" / name, (10**9, 10**9))  # What has just changed is read again, for a while.
    (folder / "table.csv").write_text(TABLE, encoding="utf-8")
    (folder / "newer.csv").write_text("No,Year,Name\na,1955-02-24,A pact\nb,1956,A visit\n", encoding="utf-8")
    (folder / "old.yaml").write_text("- {id: a, date: 1955, title: A pact}\n", encoding="utf-8")
    (folder / "untidy").mkdir()
    (folder / "untidy" / "events.yaml").write_text(
        "- {id: b, date: 5 July 1956, title: B}\n- {id: a, date: 1955, title: A}\n", encoding="utf-8"
    )
    (folder / "untidy" / "deals.yaml").write_text("- {id: c, title: C, supplier: turkey}\n", encoding="utf-8")
    if "--force" in command.arguments:
        small = [*command.arguments, "--year", "1955"] if "report" not in command.arguments else command.arguments
        ran([sys.executable, "-m", "tpcli", *small], cwd=folder, env=dict(environment), check=True)


def traced(folder: Path, command: Command, environment: Mapping[str, str], *options: str) -> int:
    line = ["strace", "-f", "-qq", *options, sys.executable, "-m", "tpcli", *command.arguments]
    done = ran(line, cwd=folder, env=dict(environment))
    return done.returncode


def moments(log: Path, begins: str) -> list[tuple[str, int]]:
    """The calls from the first on that concerns what is written: each by its name and its number among those."""
    counts: Counter[tuple[str, str]] = Counter()
    found: list[tuple[str, int]] = []
    for line in log.read_text(encoding="utf-8", errors="replace").splitlines():
        match = re.match(r"(?:(\d+) +)?(\w+)\((.*)", line)
        if not match:
            continue
        counts[match[1], match[2]] += 1  # Each process counts by itself.
        if found or re.search(begins, match[3]):
            found.append((match[2], counts[match[1], match[2]]))
    return found


@pytest.mark.parametrize("name", COMMANDS)
def test_a_killed_process_leaves_old_or_new(run: Run, environment: dict[str, str], tmp_path: Path, name: str) -> None:
    command = COMMANDS[name]
    editor = tmp_path / "editor.py"
    editor.write_text(EDITOR, encoding="utf-8")
    environment = {
        **environment,
        "PYTHONDONTWRITEBYTECODE": "1",
        "EDITOR": shlex.join([sys.executable, "-SE", str(editor)]),
    }
    folder, log = tmp_path / "here", tmp_path / "log"
    prepared(folder, command, environment)
    run(*command.arguments, cwd=folder, env=environment)  # The index is in the cache from now on.
    prepared(folder, command, environment)
    old = [held(folder / path) for path in command.written]
    assert traced(folder, command, environment, "-e", f"trace={CALLS}", "-o", str(log)) == command.status
    new = [held(folder / path) for path in command.written]
    expected = sorted(path.name for path in folder.iterdir())
    calls = moments(log, command.begins)
    assert len(calls) > 5
    step = max(1, len(calls) // KILLS)
    killed = 0
    for call, number in calls[step // 2 :: step]:
        prepared(folder, command, environment)
        kill = ("-e", f"trace={call}", "-e", f"inject={call}:signal=KILL:when={number}", "-o", str(log))
        killed += traced(folder, command, environment, *kill) != command.status
        for path, before, after in zip(command.written, old, new, strict=True):
            assert held(folder / path) in (before, after), f"{path} after a kill at {call} {number}"
        if command.together:
            run(*command.arguments[:2], "check", cwd=folder)
            assert [held(folder / path) for path in command.written] in (old, new), (call, number)
        done = run(*(command.after or command.arguments), cwd=folder, env=environment)
        assert done.returncode == command.status, (call, number, done.stderr)
        left = sorted(path.name for path in folder.iterdir())
        allowed = {*expected, "other.yaml"}
        assert set(left) <= allowed, (call, number, left)
        idle = (
            "there is nothing that can be mended" in done.stderr
        )  # Then the locks of the dead stay: they lock nobody.
        assert idle or not list(folder.rglob("*.lock")), (call, number)
        assert not list(folder.rglob(".tpcli-*")), (call, number)
    assert killed
