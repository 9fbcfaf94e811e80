"""JSON as Python holds it, and values of SQLite: the types of data whose shape nobody promises."""

from typing import Any, TypeAlias

Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"
"""A value as `json.loads` gives it. YAML and TOML are read into the same."""

Object: TypeAlias = dict[str, "Json"]
"""A JSON object."""

Cell: TypeAlias = str | int | float | bytes | None
"""One value that SQLite takes or gives."""

Row: TypeAlias = tuple[Any, ...]
"""A row of SQLite: what its columns hold only those know who named them."""

Fields: TypeAlias = dict[str, Any]
"""The fields of an entry by name: what each holds, the table of fields says."""
