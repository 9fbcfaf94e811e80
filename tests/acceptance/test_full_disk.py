"""On a disk with no room left every command that writes says so, with status 1, and leaves what was there before.

The disk is one of 64 kB in memory, where the system lets the tests mount one.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import RECORD
from tests.processes import ran

TABLE = "No,Year,Name\n" + "".join(f"{n},1955,Pact {n} {'x' * 60}\n" for n in range(1_000))
COMMANDS = {
    "add": ("--data", "record", "add", "--date", "1956", "--title", "A visit"),
    "rename": ("--data", "record", "rename", "alliance", "allies"),
    "check --fix": ("--data", "record", "check", "--fix", "--yes"),
    "export": ("--data", "record", "export", "sqlite", "--output", "record.sqlite"),
    "export to a folder": ("--data", "record", "export", "datapackage", "--output", "package"),
    "report": ("--data", "record", "report", "--output", "page.html"),
    "a site": ("--data", "record", "report", "--output", "site/"),
    "import": ("import", "../table.csv", "--output", "new.yaml"),
    "import --update": ("import", "../table.csv", "--update", "No", "--output", "old.yaml", "--map",
                        "id=No,date=Year,title=Name"),
    "init": ("init", "new", "--example", "--title", "Ferries"),
}  # fmt: skip


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A folder on a disk of 64 kB, which holds a record."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = (
        sys.platform == "linux" and ran(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder]).returncode == 0
    )
    if not mounted:
        pytest.skip("the system lets nobody mount a small disk here")
    try:
        (folder / "record").mkdir()
        for name, text in RECORD.items():
            (folder / "record" / name).write_text(text, encoding="utf-8")
        events = folder / "record" / "events.yaml"
        events.write_text(
            events.read_text(encoding="utf-8") + "- {id: last, date: 1950-07-05, title: A}\n", encoding="utf-8"
        )
        (folder / "old.yaml").write_text("- {id: '1', date: 1955, title: A pact}\n", encoding="utf-8")
        yield folder
    finally:
        ran(["umount", "-l", folder])


def held(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_full_disk_is_an_error_and_changes_nothing(disk: Path, environment: dict[str, str], name: str) -> None:
    (disk.parent / "table.csv").write_text(TABLE, encoding="utf-8")
    room = os.statvfs(disk)
    (disk / "ballast").write_bytes(b"x" * room.f_bavail * room.f_frsize)
    before = held(disk)
    done = ran(
        [sys.executable, "-B", "-m", "tpcli", *COMMANDS[name]], cwd=disk, env=environment, stdin=subprocess.DEVNULL
    )
    assert done.returncode == 1, done
    assert "Traceback" not in done.stderr, done.stderr
    assert any(told in done.stderr for told in ("No space left on device", "disk is full")), done.stderr
    assert held(disk) == before
