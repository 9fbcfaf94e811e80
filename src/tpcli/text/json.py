"""JSON as Python holds it, and values of SQLite: the types of data whose shape nobody promises."""

from typing import TypeAlias

Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"
"""What `json.loads` gives. YAML and TOML are read into the same."""

Object: TypeAlias = dict[str, "Json"]
"""A JSON object."""

Cell: TypeAlias = str | int | float | bytes | None
"""One value of a row of SQLite."""

Row: TypeAlias = tuple[Cell, ...]
