"""A file that is no record, but that an import reads, is named where a record was looked for; a record never is."""

import json
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.record.importing.test_mutated import FILES

OTHERS = {
    "keys.json": '[{"Date": "5 July 2018", "Event": "A"}]',
    "wrapped.json": '{"events": [{"Date": "5 July 2018", "Event": "A"}]}',
    "semicolons.csv": "Date;Event\n5 July 2018;A\n",
    "plain.txt": "1955 – A pact\n5 July 2018: A contract\n",
}


@pytest.mark.parametrize("name", [*FILES, *OTHERS])
def test_a_file_of_any_layout_is_said_to_be_one_to_import(run: Run, tmp_path: Path, name: str) -> None:
    content = {**FILES, **OTHERS}[name]
    if name in ("rows.json", "lines.jsonl"):
        content = content.replace('"date"', '"when"')
    (tmp_path / name).write_bytes(content.encode())
    for line in (["--data", name, "timeline"], ["check", name]):
        done = run(*line, cwd=tmp_path)
        assert done.returncode == 1
        assert f", which becomes a record: tpcli import {name} --output my.yaml" in done.stderr


def test_a_folder_of_notes_is_said_to_be_one_to_import(run: Run, tmp_path: Path) -> None:
    (tmp_path / "my notes").mkdir()
    (tmp_path / "my notes" / "a.md").write_text("---\ndate: 1955\n---\n", encoding="utf-8")
    done = run("--data", "my notes", "timeline", cwd=tmp_path)
    assert done.returncode == 1
    assert "tpcli import 'my notes' --output my.yaml" in done.stderr


@pytest.mark.parametrize("name", ["r.yaml", "r.json", "r.jsonl", "r.csv"])
def test_a_record_with_an_error_is_not(run: Run, tmp_path: Path, name: str) -> None:
    entry = {"id": "a", "date": "1955x", "title": "A pact"}
    text = json.dumps(entry)
    content = {
        "r.yaml": "- {id: a, date: 1955x, title: A pact}\n", "r.json": f"[{text}]", "r.jsonl": f"{text}\n",
        "r.csv": "id,date,title\na,1955x,A pact\n",
    }[name]  # fmt: skip
    (tmp_path / name).write_text(content, encoding="utf-8")
    done = run("--data", name, "timeline", cwd=tmp_path)
    assert (done.returncode, "tpcli import" in done.stderr) == (1, False)
