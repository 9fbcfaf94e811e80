"""What a record says of itself, and fingerprints that depend on its content alone."""

import hashlib
import json
import re
import zipfile
from operator import itemgetter
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Run
from tpcli.export.formats import FORMATS
from tpcli.index.cache import open_index
from tpcli.query.about import SHORT, fingerprint
from tpcli.query.functions import add_functions

ROOT = Path(__file__).parents[2]
EVENTS: list[dict[str, Any]] = [
    {"id": "b", "date": "1956", "title": "Zweitens", "themes": ["x", "y"]},
    {"id": "a", "date": "1955", "title": "Erstens", "deal": "d", "stage": "signed"},
]
DEALS = [{"id": "d", "title": "Ships", "value": {"amount": 1.5, "currency": "USD"}}]


def of(path: Path) -> str:
    connection = open_index(str(path))
    add_functions(connection)
    return fingerprint(connection)


def test_order_and_layout_of_files_make_no_difference(tmp_path: Path) -> None:
    one = tmp_path / "one.json"
    one.write_text(json.dumps({"events": EVENTS, "deals": DEALS}))
    folder = tmp_path / "many"
    folder.mkdir()
    lines = "".join(json.dumps(dict(reversed(event.items()))) + "\n" for event in reversed(EVENTS))
    (folder / "events.jsonl").write_text(lines)
    (folder / "deals.yaml").write_text("- title: 'Ships'\n  value: {currency: USD, amount: 1.5}\n  id: d  # a note\n")
    other = tmp_path / "other.json"
    other.write_text(json.dumps({"events": [*EVENTS[:1], {**EVENTS[1], "date": "1955~"}], "deals": DEALS}))
    assert of(one) == of(folder) != of(other)


@pytest.mark.parametrize("own", ["wet", 3, 1.5, ["wet", "cold"], {"wet": True}])
def test_fields_of_its_own_make_a_difference(run: Run, tmp_path: Path, own: object) -> None:
    one, other = tmp_path / "one.json", tmp_path / "other.json"
    one.write_text(json.dumps([{**EVENTS[0], "weather": own}]))
    other.write_text(json.dumps([{**EVENTS[0], "weather": [own, "else"]}]))
    assert of(one) != of(other)
    answer = json.loads(run("--data", str(one), "timeline", "--format", "json", "--fields", "-type,-start,-end").stdout)
    assert of(one) == hashlib.sha256(canonical(answer[0])).hexdigest()


def canonical(entry: Any) -> bytes:
    """An entry as `jq -cS` writes it."""
    return f"{json.dumps(entry, ensure_ascii=False, separators=(',', ':'), sort_keys=True)}\n".encode()


def test_others_can_work_a_fingerprint_out(run: Run, bundled_stamp: Path) -> None:
    told = (ROOT / "docs" / "releases.md").read_text(encoding="utf-8")
    commands = re.findall(r"tpcli (\w+) --format json --fields (\S+) \| jq -cS 'sort_by\(\.id\)\[\]'", told)
    assert [command for command, _ in commands] == ["timeline", "deals", "facts", "sources"]
    hasher = hashlib.sha256()
    for command, without in commands:
        answer = json.loads(run(command, "--format", "json", "--fields", without).stdout)
        for entry in sorted(answer, key=itemgetter("id")):
            hasher.update(canonical(entry))
    assert f"Fingerprint sha256:{hasher.hexdigest()[:SHORT]}." in run("cite", "--record").stdout


WAYS: list[tuple[str, ...]] = [
    *(("export", name) for name in FORMATS),
    *(("chart", "timeline", "--save", f"x.{ending}") for ending in ("svg", "png", "pdf", "html")),
    ("report",), ("report", "--output", "site/"), ("cite", "--record"), ("timeline", "--cite"),
]  # fmt: skip


@pytest.mark.parametrize("way", WAYS, ids=lambda way: " ".join(way))
def test_every_way_out_bears_title_version_and_fingerprint(run: Run, tmp_path: Path, way: tuple[str, ...]) -> None:
    record = tmp_path / "mine.yaml"
    said = {"title": "Wars of mine", "version": "3.1", "licence": "CC0-1.0"}
    sources = [{"id": "s", "title": "A page", "url": "https://example.org/"}]
    record.write_text(json.dumps({"record": said, "events": EVENTS, "deals": DEALS, "sources": sources}))
    mark = of(record)[:SHORT]
    folder = tmp_path / "made"
    folder.mkdir()
    done = run("--data", str(record), *way, cwd=folder)
    if "pip install" in done.stderr:
        pytest.skip(done.stderr)
    assert done.returncode == 0, done.stderr
    made = done.stdout + done.stderr + "".join(held(file) for file in folder.rglob("*") if file.is_file())
    text = made.replace("\r\n ", "")  # A long line of a calendar goes on in the next.
    assert "Wars of mine" in text and "3.1" in text and mark in text


def test_the_overview_says_which_record_it_is_of(run: Run, tmp_path: Path) -> None:
    record = tmp_path / "mine.yaml"
    record.write_text(json.dumps({"record": {"title": "Wars <of> mine", "version": "3.1"}, "events": EVENTS[:1]}))
    assert run("--data", str(record)).stdout.startswith("tpcli: Wars <of> mine, version 3.1\n")


def held(file: Path) -> str:
    """The text in a file, also within what is zipped."""
    if zipfile.is_zipfile(file):
        with zipfile.ZipFile(file) as parts:
            return "".join(parts.read(name).decode("latin-1") for name in parts.namelist())
    return file.read_bytes().decode("latin-1")


def test_what_a_record_says_of_itself_is_read_like_all_else(run: Run, tmp_path: Path) -> None:
    record = tmp_path / "mine.yaml"
    record.write_text("record: {titel: Mine, address: 'javascript:x', retired: [{id: old}]}\nevents: []\n")
    done = run("--data", str(record), "timeline")
    assert done.returncode == 1
    assert "mine.yaml:1:17: unknown-field: 'titel' is no field here; did you mean 'title'?" in done.stderr
