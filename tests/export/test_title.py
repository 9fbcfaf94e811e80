"""What a record says of itself goes with whatever is made of it."""

from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Run
from tpcli.export.formats import FORMATS

MINE = """\
record: {title: Ferries of the north, version: 7.8.9, licence: CC0-1.0}
events: [{date: 1955-02-24, title: A pact, lat: 1, lon: 2, sources: [https://example.org/a]}]
"""
NO_PLACE = ("csl-json",)
"""Formats that are a list of items and nothing beside it."""


@pytest.mark.parametrize("name", [name for name in FORMATS if name not in NO_PLACE])
def test_every_export_bears_the_title_and_version(run: Run, tmp_path: Path, name: str) -> None:
    (tmp_path / "mine.yaml").write_text(MINE, encoding="utf-8")
    done = run("--data", "mine.yaml", "export", name, "--output", "made", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    made = tmp_path / "made"
    files = [path for path in made.rglob("*") if path.is_file()] if made.is_dir() else [made]
    written = b"\n".join(map(_content, files))
    assert b"Ferries of the north" in written
    assert b"7.8.9" in written


def _content(path: Path) -> bytes:
    """What is in a file; of one that is compressed, of all in it."""
    import zipfile

    if not zipfile.is_zipfile(path):
        return path.read_bytes()
    archive: Any = zipfile.ZipFile(path)
    return b"\n".join(archive.read(name) for name in archive.namelist())


@pytest.mark.parametrize(
    "words", [[], ["report", "--output", "-"], ["chart", "timeline", "--save", "-"], ["cite", "--record"]]
)
def test_the_screen_pages_and_pictures_bear_them(run: Run, tmp_path: Path, words: list[str]) -> None:
    (tmp_path / "mine.yaml").write_text(MINE, encoding="utf-8")
    if "--save" in words:
        words = [*words[:-1], "made.svg"]
    done = run("--data", "mine.yaml", *words, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    written = done.stdout + (
        (tmp_path / "made.svg").read_text(encoding="utf-8") if (tmp_path / "made.svg").exists() else ""
    )
    assert "Ferries of the north" in written
    assert "7.8.9" in written
