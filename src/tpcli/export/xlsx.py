"""A workbook, one sheet a table: real dates where the date is a day, text where it is not."""

import datetime
import json
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import XlsxWriterException

from tpcli.dates import edtf
from tpcli.errors import TpcliError
from tpcli.export.picked import Export
from tpcli.export.tables import LISTS, Column, Table, rows, tables_of
from tpcli.output.answer import counted
from tpcli.text.folding import SEPARATOR
from tpcli.text.newfiles import temporary_folder

MOST_ROWS = 1_048_576
MOST_CHARACTERS = 32_767
"""The limits of a sheet and a cell (ECMA-376; Microsoft, "Excel specifications and limits")."""

# Excel counts days from 1900 and takes that year for a leap year: only from March on do all programs agree.
FIRST = edtf.day_number(1900, 3, 1)
LAST = edtf.day_number(9999, 12, 31)

_WIDTHS = {"title": 60, "statement": 60, "summary": 60, "note": 60, "conflicts": 60, "supports": 60, "url": 40,
           "id": 36, "date": 14, "themes": 24, "organisations": 30}  # fmt: skip
_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
"""Text from a record is text: what begins with = is no formula."""


def write(export: Export, path: Path) -> list[str]:
    """Write the workbook. What is longer than a cell is cut, and a note says how often."""
    # The rows wait in files until the workbook is closed; here they are gone whatever happens.
    with temporary_folder() as folder:
        cut = _workbook(export, path, str(folder))
    if cut:
        return [f"{counted(cut, 'texts')} cut at {MOST_CHARACTERS:,} characters, the most that a cell holds"]
    return []


def _workbook(export: Export, path: Path, folder: str) -> int:
    """Write all sheets; the number of texts that were cut."""
    options = {"constant_memory": True, "tmpdir": folder, "default_date_format": "yyyy-mm-dd", **_TEXT}
    workbook = xlsxwriter.Workbook(path, options)
    workbook.set_properties({"title": export.title, "comments": export.edition})
    bold = workbook.add_format({"bold": True})
    cut = 0
    for table in sorted(tables_of(export.connection), key=_place):
        if table.nested_as != "list":
            columns = [column for column in table.columns if column.type == "list" or column.type not in LISTS]
            cut += _sheet(export, workbook.add_worksheet(table.name), bold, table, columns)
    try:
        workbook.close()
    except XlsxWriterException as error:
        raise OSError(str(error)) from None
    return cut


def _place(table: Table) -> int:
    """The sheets that people look for first come first."""
    names = ("events", "deals", "facts", "sources", "deal_items", "deal_history", "citations", "source_copies")
    return names.index(table.name) if table.name in names else len(names)


def _sheet(export: Export, sheet: Any, bold: Any, table: Table, columns: list[Column]) -> int:
    """Fill one sheet; the number of texts that were cut."""
    for n, column in enumerate(columns):
        sheet.set_column(n, n, _WIDTHS.get(column.name, 16))
    sheet.freeze_panes(1, 0)
    sheet.write_row(0, 0, [column.name for column in columns], bold)
    cut = number = 0
    for number, row in enumerate(rows(export, table, columns), 1):
        if number >= MOST_ROWS:
            raise TpcliError(f"a sheet holds {MOST_ROWS:,} rows, and {table.name} has more: filter, or export sqlite")
        for n, (column, value) in enumerate(zip(columns, row, strict=True)):
            if value is None:
                continue
            cell = _cell(column, value)
            if isinstance(cell, str):
                cut += len(cell) > MOST_CHARACTERS
                sheet.write_string(number, n, cell[:MOST_CHARACTERS])
            elif isinstance(cell, datetime.date):
                sheet.write_datetime(number, n, cell)
            elif isinstance(cell, bool):
                sheet.write_boolean(number, n, cell)
            else:
                sheet.write_number(number, n, cell)
    sheet.autofilter(0, 0, max(number, 1), len(columns) - 1)
    return cut


def _cell(column: Column, value: Any) -> Any:
    """A value as a cell holds it."""
    if column.type == "list":
        return f"{SEPARATOR} ".join(json.loads(value))
    if column.type == "boolean":
        return bool(value)
    if column.type == "day":
        return _day(value) or edtf.iso_day(value)
    if column.type == "date":
        start = edtf.parse(value).start
        return (_day(start) if value == edtf.iso_day(start) else None) or value
    return value


def _day(number: int) -> datetime.date | None:
    return datetime.date(*edtf.civil(number)) if FIRST <= number <= LAST else None
