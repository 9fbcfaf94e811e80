"""Values as the text of one cell, for the formats whose cells are text."""

from collections.abc import Callable, Sequence
from typing import Any

from tpcli.query.nouns import Column
from tpcli.record.fields import FLAT
from tpcli.text.lists import joined


def cell_makers(columns: Sequence[Column]) -> list[Callable[[Any], Any] | None]:
    """For each column what makes a cell of its values; None where the value is the cell."""
    return [{"list": list_cell, "json": json_cell}.get(column.kind) for column in columns]


def list_cell(value: str | None) -> str:
    """A JSON list of texts as one cell, joined by `;`."""
    if not value or value == "[]":
        return ""
    if "\\" in value or ";" in value or "[" in value[1:] or '" ' in value or ' "' in value:
        import json

        return joined(json.loads(value))
    return value[2:-2].replace('","', ";")


def json_cell(value: str | None) -> str:
    """A value of several parts as one cell for people: a sum of money with its doubt, or a list."""
    if not value:
        return ""
    import json

    from tpcli.dates.readable import human, money

    data = json.loads(value)
    if isinstance(data, dict):
        return money(data) if "amount" in data else "; ".join(f"{name}: {part}" for name, part in data.items())
    shown = []
    for part in data:
        if "designation" in part:
            shown.append((f"{part['quantity']:,} × " if part.get("quantity") is not None else "") + part["designation"])
        elif "stage" in part:
            shown.append(f"{part['stage']} {human(part['date'])}")
        elif "source" in part:
            shown.append(part["source"])
        else:
            shown.append(part["url"])
    return joined(shown)


class FlatColumn:
    """One column of CSV: where its values come from, and what makes cells of them."""

    def __init__(self, name: str, place: int, make: Callable[[Any], Any] | None) -> None:
        self.name, self.place, self.make = name, place, make


def flat_columns(columns: Sequence[Column]) -> list[FlatColumn]:
    """The columns of a table without JSON: of a value with several parts, a column for each part."""
    names = {column.name for column in columns}
    makers = cell_makers(columns)
    flat = []
    for place, (column, make) in enumerate(zip(columns, makers, strict=True)):
        if column.kind != "json" or column.name not in FLAT:
            flat.append(FlatColumn(column.name, place, make))
            continue
        for name, part in FLAT[column.name].items():
            if name == column.name or name not in names:
                flat.append(FlatColumn(name, place, _part(part)))
    return flat


def _part(name: str) -> Callable[[str | None], str]:
    """Makes a cell of one part of a value, or of that part of each item of a list."""

    def make(value: str | None) -> str:
        if not value:
            return ""
        from tpcli.text.numbers import loaded

        data = loaded(value)
        if isinstance(data, dict):
            return _text(data.get(name))
        parts = [_text(item.get(name)) for item in data]
        return joined(parts) if any(parts) else ""

    return make


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)
