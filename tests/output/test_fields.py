"""What a table shows every format gives, what is written is read again, and `--fields` starts from the usual ones."""

import csv
import io
import json
from pathlib import Path

import pytest

from tests.conftest import Run
from tpcli.output.table import TABLES

PARTS = {"events": "timeline", "deals": "deals", "facts": "facts", "sources": "sources"}


@pytest.mark.parametrize("part", PARTS)
def test_every_format_gives_the_fields_of_the_table(run: Run, record: Path, part: str) -> None:
    shown = {name for name, _ in TABLES[part].columns}
    rows = {format_: run("--data", str(record), PARTS[part], "--format", format_).stdout for format_ in ("csv", "json")}
    given = {name for entry in json.loads(rows["json"]) for name in entry}  # A field that no entry has is left out.
    heads = set(next(csv.reader(io.StringIO(rows["csv"]))))
    assert shown <= given
    assert shown - {"value"} <= heads
    assert ("value" not in shown) or {"value_amount", "value_max", "value_currency", "value_disputed"} <= heads


@pytest.mark.parametrize("format_", ["csv", "json", "jsonl", "yaml"])
def test_what_is_written_is_read_again(run: Run, record: Path, tmp_path: Path, format_: str) -> None:
    again = tmp_path / "again"
    again.mkdir()
    (again / "vocabulary.yaml").write_bytes((record / "vocabulary.yaml").read_bytes())
    before = {}
    for part, noun in PARTS.items():
        text = run("--data", str(record), noun, "--format", format_).stdout
        (again / f"{part}.{format_}").write_text(text, encoding="utf-8", newline="")
        before[noun] = run("--data", str(record), noun, "--format", "json").stdout
    first = run("--data", str(again), "timeline", "--format", "json")
    assert first.stderr.count("follow from others and are not read") == 1
    for noun, text in before.items():
        done = run("--data", str(again), noun, "--format", "json")
        assert (done.stderr, json.loads(done.stdout)) == ("", json.loads(text))


def test_csv_holds_no_json(run: Run, record: Path) -> None:
    for noun in PARTS.values():
        for fields in ([], ["--fields", "all"]):
            rows = csv.reader(io.StringIO(run("--data", str(record), noun, "--format", "csv", *fields).stdout))
            assert not [cell for row in rows for cell in row if cell.startswith(("[{", '["', '{"'))]


def test_parts_of_a_value_that_do_not_match_are_told_where_they_stand(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "deals.csv"
    path.write_text("id,title,items,items_quantity\nd,T,a;b,1\n", encoding="utf-8")
    (tmp_path / "events.csv").write_text("date,title\n1955,T\n", encoding="utf-8")
    done = run("--data", str(tmp_path), "deals")
    assert done.returncode == 1
    assert "deals.csv:2:9" in done.stderr
    assert "holds 1 parts" in done.stderr


def test_fields_are_all_or_the_usual_ones_with_more_and_without_some(run: Run, record: Path) -> None:
    def heads(*fields: str) -> list[str]:
        done = run("--data", str(record), "timeline", "--header", *fields)
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()[0].split("\t")

    usual = heads()
    assert heads("--fields", "+stage") == [*usual[:-1], "stage", "id"]
    assert heads("--fields", "-kind") == heads("--fields=-kind") == [name for name in usual if name != "kind"]
    assert heads("--fields", "-kind,+end") == [name for name in (*usual[:-1], "end", "id") if name != "kind"]
    assert {"precision", "end", "summary"} < set(heads("--fields", "all"))
    assert "summary" not in heads("--fields", "all,-summary")
    assert run("timeline", "--fields", "+nothing").returncode == 2


def test_answers_that_are_no_entries_take_the_same(run: Run, record: Path) -> None:
    def heads(*arguments: str) -> list[str]:
        return run("--data", str(record), *arguments, "--header").stdout.partition("\n")[0].split("\t")

    usual = heads("search", "corvettes")
    assert heads("search", "corvettes", "--fields", "+score") == [*usual, "score"]
    assert heads("search", "corvettes", "--fields=-noun") == [name for name in usual if name != "noun"]
    assert "text" in heads("search", "corvettes", "--fields", "all")
    assert heads("stats", "--by", "year", "--fields", "all") == ["year", "events"]
    assert heads("stats", "--by", "year", "--fields", "EVENTS,year") == ["events", "year"]


def test_a_mark_for_excel_is_written_where_it_is_asked_for(run: Run, record: Path) -> None:
    done = run("--data", str(record), "deals", "--format", "csv", "--bom")
    assert done.stdout.startswith("\ufeffid,")
    assert run("--data", str(record), "deals", "--bom").returncode == 2


def test_lines_keep_what_is_disputed_and_the_upper_end(run: Run, record: Path) -> None:
    for format_ in ("tsv", "markdown"):
        line = next(row for row in run("--data", str(record), "deals", "--format", format_).stdout.splitlines()
                    if "Four corvettes" in row)  # fmt: skip
        assert "1500000000" in line
        assert "USD" in line
        named = run("--data", str(record), "deals", "--format", format_, "--fields", "id,value").stdout
        assert "1–1.5 billion (disputed)" in named


def test_a_list_has_a_field_a_line_by_name(run: Run, record: Path) -> None:
    text = run("--data", str(record), "deals", "--format", "list", "--type", "naval").stdout
    assert text.splitlines()[0] == "Four corvettes"
    assert "  Status: partly-delivered, last heard of 2023" in text.splitlines()
    assert text.splitlines()[-1] == "  corvettes"


def test_show_in_a_pipe_is_the_whole_entry_as_plain_text(run: Run, record: Path) -> None:
    text = run("--data", str(record), "show", "corvettes").stdout
    for said in (
        "Four corvettes",
        "USD 1–1.5 billion (disputed)",
        "Lifecycle",
        "Contract for four corvettes",
        "Claims",
    ):
        assert said in text
    narrow = run("--data", str(record), "show", "corvettes", env={"COLUMNS": "50"}).stdout
    assert max(map(len, narrow.splitlines())) <= 50


def test_show_takes_ids_from_standard_input(run: Run, record: Path) -> None:
    lines = run("--data", str(record), "timeline", "--deal", "corvettes").stdout
    done = run("--data", str(record), "show", "-", "--format", "json", input=lines)
    assert [entry["id"] for entry in json.loads(done.stdout)] == ["corvettes-signed", "corvettes-first"]


def test_a_note_names_each_source_in_a_footnote(run: Run, record: Path) -> None:
    text = run("--data", str(record), "show", "pact-signed", "largest-export", "--format", "markdown").stdout
    assert text.startswith("# Turkey and Iraq sign the Baghdad Pact\n")
    assert "Signed in Baghdad; others follow.[^1][^2]" in text
    assert "[^1]: An Atlas of Pacts, Example Press, 1999, <https://example.org/atlas>. Supports: day and place." in text
    assert "[^2]: " in text
    assert "[^3]" not in text
