"""Values as the text of one cell, for the formats whose cells are text."""

from collections.abc import Callable, Sequence
from typing import Any

from tpcli.query.nouns import Column
from tpcli.text.folding import SEPARATOR


def cell_makers(columns: Sequence[Column]) -> list[Callable[[Any], Any] | None]:
    """For each column what makes a cell of its values; None where the value is the cell."""
    return [list_cell if column.kind == "list" else None for column in columns]


def list_cell(value: str | None) -> str:
    """A JSON list of texts as one cell: joined by `;`, or the JSON itself where an item would be mistaken."""
    if not value or value == "[]":
        return ""
    inner = value[2:-2]
    if "\\" in value or SEPARATOR in value or inner[:1] == "[" or '" ' in value or ' "' in value:
        return value
    return inner.replace('","', SEPARATOR)
