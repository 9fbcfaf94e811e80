"""The data package, validated by frictionless."""

import csv
import json
from pathlib import Path
from typing import Any

from tests.conftest import Run
from tests.export.conftest import Whole
from tpcli.record.reading.record import Record


def problems(path: Path) -> list[Any]:
    """What frictionless finds wrong with a package."""
    from frictionless import validate

    found: list[Any] = validate(str(path / "datapackage.json")).flatten(["type", "note"])
    return found


def test_frictionless_finds_it_valid(bundled: Record, whole: Whole) -> None:
    from frictionless import Package

    path = whole("datapackage")
    assert problems(path) == []
    package = Package(str(path / "datapackage.json"))
    for name in ("events", "deals", "facts", "sources"):
        resource: Any = package.get_resource(name)
        ids = [row["id"] for row in resource.read_rows()]
        assert sorted(ids) == sorted(entry.id for entry in getattr(bundled, name))
    described = json.loads((path / "datapackage.json").read_text(encoding="utf-8"))
    assert [licence["name"] for licence in described["licenses"]] == ["CC-BY-4.0"]
    assert {s["title"] for s in described["sources"]} >= {s.title for s in bundled.sources}


def test_a_record_of_ones_own(run: Run, record: Path, tmp_path: Path) -> None:
    (record / "facts.yaml").unlink()
    with open(record / "events.yaml", "a", encoding="utf-8") as out:
        out.write('- {id: ides, date: "-0043-03-15", title: "=Caesar\\nis killed, says \\"someone\\""}\n')
    path = tmp_path / "package"
    done = run("--data", str(record), "export", "datapackage", "--output", str(path))
    assert done.returncode == 0
    assert "1 row without a day where it lies outside the years 1 to 9999" in done.stderr
    assert problems(path) == []
    with open(path / "events.csv", encoding="utf-8", newline="") as lines:
        rows = {row["id"]: row for row in csv.DictReader(lines)}
    assert rows["ides"]["date"] == "-0043-03-15"
    assert rows["ides"]["start"] == ""
    assert rows["ides"]["title"] == '=Caesar\nis killed, says "someone"'
    assert "licenses" not in json.loads((path / "datapackage.json").read_text(encoding="utf-8"))


def test_frictionless_would_see_a_broken_reference(whole: Whole, tmp_path: Path) -> None:
    for file in whole("datapackage").iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    with open(tmp_path / "event_themes.csv", "a", encoding="utf-8") as out:
        out.write("no-such-event,1,alliance\n")
    assert [kind for kind, _ in problems(tmp_path)] == ["foreign-key"]
