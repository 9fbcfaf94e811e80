"""A table on a terminal: what a person reads. How each field looks, and which give way as the terminal narrows."""

import itertools
from collections.abc import Sequence
from typing import Any, TextIO

from tpcli.dates.readable import decade_of, human, money
from tpcli.output.answer import Answer
from tpcli.query.nouns import NOUNS
from tpcli.query.nouns import Column as Field
from tpcli.record.fields import LOOKS, PLAIN
from tpcli.terminal.grid import Cell, Column, Grid, Row, Rule, Span, console
from tpcli.terminal.pager import paged
from tpcli.text.safe import plain

LONG = 12
"""From how many rows on a list shows where a decade begins."""


TABLES: dict[str, tuple[tuple[str, int], ...]] = {
    "events": (("date", 0), ("title", 0), ("kind", 1), ("countries", 2), ("place", 5), ("confidence", 6), ("themes", 7),
               ("id", 3)),
    "anniversaries": (("date", 0), ("title", 0), ("how", 1), ("kind", 2), ("countries", 3), ("place", 5), ("id", 4)),
    "deals": (("title", 0), ("type", 5), ("parties", 2), ("quantity", 4), ("value", 1), ("status", 0), ("first", 6),
              ("latest", 3), ("id", 7)),
    "facts": (("verdict", 0), ("statement", 0), ("theme", 1), ("claimed_by", 3), ("id", 2)),
    "answers": (("noun", 0), ("title", 0), ("date", 1), ("id", 2)),
    "sources": (("title", 0), ("publisher", 1), ("published", 2), ("kind", 5), ("cited", 3), ("id", 4)),
}  # fmt: skip
"""The columns of each noun's table, and the order in which they give way: the highest number first, 0 never."""

COLOURS = {
    "delivered": "green", "partly-delivered": "green", "in-production": "yellow", "signed": "yellow",
    "lapsed": "red", "cancelled": "red", "suspended": "red",
    "supported": "green", "partly-supported": "yellow", "disputed": "red", "outdated": "dim", "opinion": "blue",
    "high": "green", "low": "red", "error": "red", "warning": "yellow",
}  # fmt: skip


def write(answer: Answer, out: TextIO) -> int:
    """Draw the answer to the width of the terminal, through the pager where it is longer than the screen."""
    screen = console(out)
    fields, order = _fields(answer)
    rows = list(answer.rows())
    grid = lay_out(answer, fields, order, rows, screen.width)
    footer = [line for line in answer.footer() if line]
    with paged(screen, grid.height + len(footer) + 2, headings=0 if grid.stacked else 1):
        if rows:
            screen.print(grid, end="")
        if footer:
            screen.print("\n" + "\n".join(footer), style="dim")
    return len(rows)


def lay_out(
    answer: Answer, fields: Sequence[Field], order: Sequence[int], rows: Sequence[tuple[Any, ...]], width: int
) -> Grid:
    """The grid of an answer, with a rule where a decade begins if the list is long and in the order of its dates."""
    places = {field.name: n for n, field in enumerate(fields)}
    columns = []
    for field, yields in zip(fields, order, strict=True):
        look = LOOKS.get(field.name, PLAIN)
        header = look.header or field.name.replace("_", " ").capitalize()
        columns.append(Column(header, look.cap, look.flexible, yields, field.kind == "number"))
    cells: list[Row] = []
    decade = None
    ruled = answer.noun == "events" and "date" in places and len(rows) > LONG and _by_date(rows, places["date"])
    for row in rows:
        if ruled:
            began = decade_of(row[places["date"]])
            if began != decade:
                decade = began
                cells.append(Rule(began))
        cells.append([_cell(answer, field, value) for field, value in zip(fields, row, strict=True)])
    return Grid(columns, cells, width)


def _fields(answer: Answer) -> tuple[Sequence[Field], Sequence[int]]:
    """The fields of the table, and when each gives way."""
    if answer.chosen or answer.noun not in TABLES:
        return answer.columns, [0] * len(answer.columns)
    return answer.columns, [yields for _, yields in TABLES[answer.noun]]


def table_fields(noun: str) -> list[Field]:
    """The fields that a noun's table is made of, where the user names none."""
    columns = {**NOUNS[noun].columns, "parties": PARTIES}
    return [columns[name] for name, _ in TABLES[noun]]


PARTIES = Field("parties", "e.supplier || ' → ' || e.recipient", record=False)


def _by_date(rows: Sequence[tuple[Any, ...]], place: int) -> bool:
    decades = [decade_of(row[place]) for row in rows]
    changes = sum(a != b for a, b in itertools.pairwise(decades))
    return changes < len(set(decades)) and len(set(decades)) > 1


def _cell(answer: Answer, field: Field, value: Any) -> Cell:
    look = LOOKS.get(field.name, PLAIN)
    style = look.style
    if value is None:
        return Cell("")
    if field.kind == "date":
        return Cell(human(value), style)
    if field.name == "value" and field.kind == "json":
        return Cell(money(value), style)
    if field.kind == "list":
        import json

        return Cell(plain(", ".join(json.loads(value))), style)
    text = plain(value) if value.__class__ is str else f"{value:,}" if isinstance(value, int) else str(value)
    spans = [Span(a, b, "reverse") for a, b in answer.marked(text)] if answer.marked and look.flexible else ()
    return Cell(text, COLOURS.get(text, style), spans)
