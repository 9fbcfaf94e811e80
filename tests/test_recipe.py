"""CONTRIBUTING's recipe for a new field, followed to the letter in a copy of the source: the field is everywhere."""

import csv
import json
import re
import shutil
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

import tpcli
from tests.processes import ran

SOURCE = Path(tpcli.__file__).parent
RECIPE = SOURCE.parent.parent / "CONTRIBUTING.md"
WEATHER = "fog; then sun"
ENTRY = {"date": "1955-02-24", "title": "A pact is signed", "place": "Baghdad", "weather": WEATHER}
LATER = {"date": "1956", "title": "Another year", "weather": "drizzle"}

Ask = Callable[..., str]


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the package with the recipe's lines below those of `place`."""
    copy = tmp_path_factory.mktemp("recipe") / "tpcli"
    shutil.copytree(SOURCE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(SOURCE.parent.parent / "data", copy / "data", dirs_exist_ok=True)
    _, _, recipe = RECIPE.read_text(encoding="utf-8").partition("### A new field of the record")
    table_line, entry_line = re.findall(r"^    (\S.*)$", recipe, re.MULTILINE)[:2]
    for name, beside, line in (
        ("fields.py", r'        Field\("place", .*\n', f"        {table_line}\n"),
        ("entries.py", r"    place: .*\n", f"    {entry_line}\n"),
    ):
        path = copy / "record" / name
        text, times = re.subn(beside, r"\g<0>" + line, path.read_text(encoding="utf-8"))
        assert times == 1
        path.write_text(text, encoding="utf-8")
    return copy.parent


@pytest.fixture
def ask(followed: Path, environment: dict[str, str]) -> Ask:
    """What the changed program answers about a record."""

    def go(record: Path, *arguments: str) -> str:
        env = {**environment, "PYTHONPATH": str(followed), "TPCLI_DATA": str(record), "COLUMNS": "200"}
        command = [sys.executable, "-m", "tpcli", *arguments]
        done = ran(command, cwd=followed, env=env)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return go


def _csv(path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, list(ENTRY))
        writer.writeheader()
        writer.writerows([ENTRY, LATER])


WRITE: dict[str, Callable[[Path], Any]] = {
    "yaml": lambda path: path.write_text(yaml.safe_dump([ENTRY, LATER]), encoding="utf-8"),
    "json": lambda path: path.write_text(json.dumps([ENTRY, LATER]), encoding="utf-8"),
    "jsonl": lambda path: path.write_text(f"{json.dumps(ENTRY)}\n{json.dumps(LATER)}\n", encoding="utf-8"),
    "csv": _csv,
}


@pytest.mark.parametrize("format_", WRITE)
def test_it_comes_in_from_every_format(ask: Ask, tmp_path: Path, format_: str) -> None:
    record = tmp_path / f"events.{format_}"
    WRITE[format_](record)
    found = [json.loads(line) for line in ask(record, "timeline", "--format", "jsonl").splitlines()]
    assert [event["weather"] for event in found] == [WEATHER, "drizzle"]


def test_it_is_found_everywhere(ask: Ask, tmp_path: Path) -> None:
    record = tmp_path / "events.yaml"
    WRITE["yaml"](record)
    assert "weather" not in ask(record, "check")
    assert [event["weather"] for event in json.loads(ask(record, "timeline", "--format", "json"))] == [
        WEATHER,
        "drizzle",
    ]
    rows = list(csv.DictReader(ask(record, "timeline", "--format", "csv").splitlines()))
    assert [row["weather"] for row in rows] == [WEATHER, "drizzle"]
    assert yaml.safe_load(ask(record, "timeline", "--format", "yaml"))[0]["weather"] == WEATHER
    table = ask(record, "timeline", "--fields", "title,weather", "--format", "table")
    assert "Weather" in table and WEATHER in table
    assert ask(record, "timeline", "--fields", "weather", "--sort", "weather") == f"drizzle\n{WEATHER}\n"
    assert ask(record, "timeline", "--match", "drizzle", "--fields", "title") == "Another year\n"
    shown = json.loads(ask(record, "show", "1955-02-24-a-pact-is-signed", "--format", "json"))
    assert WEATHER in json.dumps(shown)
    assert ask(record, "sql", "select weather from events order by date limit 1") == f"{WEATHER}\n"
    described = [line.split("\t") for line in ask(record, "sql", "--tables").splitlines()]
    assert ["events", "weather", "TEXT", "what the weather was"] in described
    schema = json.loads(ask(record, "schema", "events"))
    assert schema["$defs"]["event"]["properties"]["weather"]["description"] == "what the weather was"


def test_every_export_of_tables_has_it(ask: Ask, tmp_path: Path) -> None:
    record = tmp_path / "events.yaml"
    WRITE["yaml"](record)
    database, package = tmp_path / "record.sqlite", tmp_path / "package"
    ask(record, "export", "sqlite", "--output", str(database))
    connection = sqlite3.connect(database)
    assert connection.execute("SELECT weather FROM events ORDER BY date").fetchall() == [(WEATHER,), ("drizzle",)]
    (meaning,) = connection.execute("SELECT meaning FROM documentation WHERE column_name = 'weather'").fetchone()
    connection.close()
    assert meaning == "what the weather was"
    ask(record, "export", "datapackage", "--output", str(package))
    with (package / "events.csv").open(encoding="utf-8", newline="") as file:
        assert [row["weather"] for row in csv.DictReader(file)] == [WEATHER, "drizzle"]
    described = json.loads((package / "datapackage.json").read_text(encoding="utf-8"))["resources"]
    fields = next(part for part in described if part["name"] == "events")["schema"]["fields"]
    (field,) = (field for field in fields if field["name"] == "weather")
    assert (field["type"], field["description"]) == ("string", "what the weather was")
