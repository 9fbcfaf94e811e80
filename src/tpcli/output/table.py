"""A table on a terminal: what a person reads. How each field looks, and which give way as the terminal narrows."""

import itertools
import json
from collections.abc import Sequence
from typing import Any, NamedTuple, TextIO

from tpcli.dates.readable import decade_of, human, money
from tpcli.output.answer import Answer
from tpcli.output.cells import json_cell
from tpcli.output.looks import colour_of
from tpcli.query.nouns import Column as Field
from tpcli.record.fields import LOOKS, PLAIN
from tpcli.terminal.cells import Cell, Span
from tpcli.terminal.grid import Grid, Row, Rule, console
from tpcli.terminal.pager import paged
from tpcli.terminal.widths import LEAST, Column
from tpcli.text.json import Row as Found
from tpcli.text.safe import plain

LONG = 12
"""From how many rows on a list shows where a decade begins."""


class Table(NamedTuple):
    """The table of a noun."""

    columns: tuple[tuple[str, int], ...]
    """Its fields from left to right, and the order in which they give way: the highest number first, 0 never."""
    room: int = LEAST
    """How wide its text is before fields that give way have room beside it."""


TABLES = {
    "events": Table((("date", 0), ("kind", 1), ("countries", 2), ("place", 3), ("confidence", 4), ("themes", 5),
                     ("title", 0), ("id", 0)), 120),
    "anniversaries": Table((("date", 0), ("how", 1), ("kind", 2), ("countries", 3), ("place", 4), ("title", 0),
                            ("id", 0)), 60),
    "deals": Table((("status", 0), ("value", 1), ("supplier", 2), ("recipient", 2), ("latest", 3), ("quantity", 4),
                    ("type", 5), ("first", 6), ("title", 0), ("id", 0)), 40),
    "changes": Table((("was", 0), ("status", 0), ("delivered_since", 2), ("latest", 1), ("title", 0), ("id", 0)), 30),
    "differences": Table((("change", 0), ("noun", 2), ("field", 0), ("old", 0), ("new", 0), ("id", 0)), 40),
    "facts": Table((("verdict", 0), ("claimant", 1), ("theme", 2), ("statement", 0), ("id", 0)), 38),
    "answers": Table((("noun", 0), ("date", 1), ("title", 0), ("id", 0)), 46),
    "sources": Table((("published", 1), ("publisher", 2), ("cited", 3), ("kind", 4), ("title", 0), ("id", 0)), 56),
}  # fmt: skip


def write(answer: Answer, out: TextIO) -> int:
    """Draw the answer to the width of the terminal, through the pager where it is longer than the screen."""
    screen = console(out)
    rows = list(answer.rows())
    drawn = lay_out(answer, rows, screen.width)
    grid, footer = drawn.grid, drawn.footer
    with paged(screen, grid.height + len(footer) + 2, headings=0 if grid.stacked else 1):
        if rows:
            screen.print(grid, end="")
        if footer:
            screen.print("\n" + "\n".join(footer), style="dim")
    return len(rows)


class Drawn(NamedTuple):
    """An answer laid out, and the lines under it."""

    grid: Grid
    footer: list[str]


def lay_out(answer: Answer, rows: Sequence[Found], width: int, *, stacked: bool = False) -> Drawn:
    """The grid of an answer, with a rule where a decade begins if the list is long and in the order of its dates.

    A field that is empty in all rows is left out, and so is one that is the same in all since it was asked for: the
    lines under the table say it.
    """
    table = TABLES.get(answer.noun, Table(())) if not answer.chosen else Table(())
    yields = dict(table.columns)
    cells = [[_cell(answer, field, value) for field, value in zip(answer.columns, row, strict=True)] for row in rows]
    kept, said = _worth_showing(answer, cells)
    columns = [_column(answer.columns[n], yields, table.room) for n in kept]
    places = {field.name: n for n, field in enumerate(answer.columns)}
    ruled = answer.noun == "events" and "date" in places and len(rows) > LONG and _by_date(rows, places["date"])
    lines: list[Row] = []
    decade = None
    for row, drawn in zip(rows, cells, strict=True):
        if ruled and (began := decade_of(row[places["date"]])) != decade:
            decade = began
            lines.append(Rule(began))
        lines.append([drawn[n] for n in kept])
    grid = Grid(columns, lines, width, stacked=stacked)
    first, *rest = [line for line in answer.footer() if line] or [""]
    footer = [", ".join(part for part in (first, *said) if part), *rest]
    if grid.hidden:
        footer.append(f"not shown: {', '.join(name.lower() for name in grid.hidden)}")
    return Drawn(grid, [line for line in footer if line])


def _worth_showing(answer: Answer, cells: Sequence[Sequence[Cell]]) -> tuple[list[int], list[str]]:
    """The places of the fields that say something of a row, and what the others say of all rows."""
    kept, said = [], []
    for n, field in enumerate(answer.columns):
        texts = {row[n].text for row in cells}
        if texts == {""}:
            said += [f"no {field.name}"] if answer.chosen else []
        elif not answer.chosen and len(texts) == 1 and field.name in answer.asked:
            said.append(f"{_header(field).lower()}: {texts.pop()}")
        else:
            kept.append(n)
    return (kept, said) if kept else (list(range(len(answer.columns))), said)


def _header(field: Field) -> str:
    return LOOKS.get(field.name, PLAIN).header or field.name.replace("_", " ").capitalize()


def _column(field: Field, yields: dict[str, int], room: int) -> Column:
    look = LOOKS.get(field.name, PLAIN)
    return Column(
        _header(field),
        look.cap,
        look.flexible,
        yields.get(field.name, 0),
        field.kind == "number",
        look.mostly,
        field.name == "id",
        room,
    )


def _by_date(rows: Sequence[Found], place: int) -> bool:
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
        return Cell(money(json.loads(value), short=True), style)
    if field.kind == "list":
        return Cell(plain(", ".join(json.loads(value))), style)
    if field.kind == "json":
        return Cell(plain(json_cell(value)), style)
    text = plain(value) if value.__class__ is str else f"{value:,}" if isinstance(value, int) else str(value)
    spans = [Span(a, b, "reverse") for a, b in answer.marked(text)] if answer.marked and look.flexible else ()
    return Cell(text, colour_of(text, answer.effects, style), spans)
