"""The workbook, read with openpyxl."""

import datetime
from pathlib import Path

import openpyxl

from tests.conftest import Run
from tests.export.conftest import Whole
from tpcli.dates.edtf import civil
from tpcli.record.reading.record import Record


def sheet(path: Path, name: str) -> list[dict[str, object]]:
    """The rows of a sheet, by the names in its first row."""
    rows = openpyxl.load_workbook(path, read_only=True)[name].iter_rows(values_only=True)
    names = [str(name) for name in next(rows)]
    return [dict(zip(names, row, strict=True)) for row in rows]


def test_the_whole_record_is_in_it(bundled: Record, whole: Whole) -> None:
    path = whole("xlsx")
    for name in ("events", "deals", "facts", "sources"):
        assert {row["id"] for row in sheet(path, name)} == {entry.id for entry in getattr(bundled, name)}
    rows = {row["id"]: row for row in sheet(path, "events")}
    for event in bundled.events:
        row = rows[event.id]
        if event.date.precision == "day" and not event.date.qualifier:
            assert row["date"] == datetime.datetime(*civil(event.date.start))  # noqa: DTZ001
        else:
            assert row["date"] == event.date.text
        assert row["title"] == event.title
        assert row["themes"] == "; ".join(event.themes)
    assert len(sheet(path, "citations")) == sum(
        len(entry.sources) for name in ("events", "deals", "facts") for entry in getattr(bundled, name)
    )


def test_text_is_no_formula_and_dates_before_1900_are_text(run: Run, tmp_path: Path) -> None:
    mine, path = tmp_path / "mine.yaml", tmp_path / "mine.xlsx"
    text = "- {date: 1899-12-31, title: '=1+1', place: 'https://example.org', summary: '%s'}\n" % ("x" * 40_000)
    mine.write_text(text, encoding="utf-8")
    done = run("--data", str(mine), "export", "xlsx", "--output", str(path))
    assert "1 text cut at 32,767 characters" in done.stderr
    book = openpyxl.load_workbook(path)["events"]
    cells = {str(head.value): cell for head, cell in zip(book[1], book[2], strict=True)}
    assert (cells["title"].value, cells["title"].data_type) == ("=1+1", "s")
    assert cells["date"].value == cells["start"].value == "1899-12-31"
    assert cells["place"].hyperlink is None
    assert len(str(cells["summary"].value)) == 32_767
