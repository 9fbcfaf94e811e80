"""What a record says of itself, and fingerprints that depend on its content alone."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Run
from tests.processes import ran
from tpcli.index.cache import open_index
from tpcli.query.about import SHORT, fingerprint
from tpcli.query.functions import add_functions
from tpcli.record.fields import DERIVED

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


@pytest.mark.needs_program("jq")
def test_others_can_work_a_fingerprint_out(run: Run, bundled_stamp: Path) -> None:
    lines = b""
    for command, part in (("timeline", "events"), ("deals", "deals"), ("facts", "facts"), ("sources", "sources")):
        without = ",".join(f"-{name}" for name in sorted(DERIVED[part]))
        answer = run(command, "--format", "json", "--fields", without).stdout
        lines += ran(["jq", "-cS", "sort_by(.id)[]"], input=answer).stdout.encode()
    import hashlib

    assert hashlib.sha256(lines).hexdigest()[:SHORT] in run("report").stdout


def test_every_way_out_bears_title_version_and_fingerprint(run: Run, tmp_path: Path) -> None:
    record = tmp_path / "mine.yaml"
    said = {"title": "Wars <of> mine", "version": "3.1", "licence": "CC0-1.0"}
    record.write_text(json.dumps({"record": said, "events": EVENTS, "deals": DEALS}))
    mark = of(record)[:SHORT]
    data = ("--data", str(record))
    for command in (["export", "bibtex"], ["export", "markdown"], ["export", "ics"], ["export", "timelinejs"]):
        text = run(*data, *command).stdout.replace("\r\n ", "")
        assert mark in text, command
        assert "ersion 3.1" in text, command
    report = run(*data, "report").stdout
    assert '<h1 dir="auto">Wars &lt;of&gt; mine</h1>' in report
    assert f"CC0-1.0, version 3.1, fingerprint {mark}" in report
    assert run(*data).stdout.startswith("tpcli: Wars <of> mine, version 3.1\n")


def test_what_a_record_says_of_itself_is_read_like_all_else(run: Run, tmp_path: Path) -> None:
    record = tmp_path / "mine.yaml"
    record.write_text("record: {titel: Mine, address: 'javascript:x', retired: [{id: old}]}\nevents: []\n")
    done = run("--data", str(record), "timeline")
    assert done.returncode == 1
    assert "mine.yaml:1:17: unknown-field: 'titel' is no field here; did you mean 'title'?" in done.stderr
