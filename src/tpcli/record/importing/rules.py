"""The settings of an import, in a TOML file beside it, which the next import of it follows."""

import json
import os
from pathlib import Path
from typing import NamedTuple

from tpcli.errors import TpcliError
from tpcli.text.folding import did_you_mean
from tpcli.text.toml import settings


class Rules(NamedTuple):
    """The settings of an import, each named after its option; None where it was not given."""

    preset: str | None = None
    into: str | None = None
    map: dict[str, str] | None = None
    columns: list[str] | None = None
    date_order: str | None = None
    encoding: str | None = None
    update: str | None = None


_SHAPES = {"map": (dict, "a table of texts"), "columns": (list, "a list of texts")}
"""The type of a rule that is not a text, and its name in words."""


def rules_path(file: str) -> Path:
    """Where the rules of a file are: `sheet.csv` has `sheet.csv.rules.toml`."""
    path = Path(file)
    if path.name in ("", ".."):  # A folder of notes, named by where it is from here.
        path = Path(os.path.abspath(file))
        return path.parent / f"{path.name}.rules.toml"
    return path.with_name(f"{path.name}.rules.toml")


def read(path: Path) -> Rules:
    """The rules; none where there is no such file. Raises TpcliError where they can't be followed."""
    try:
        held = settings(path)
    except FileNotFoundError:
        return Rules()
    for name, value in held.items():
        if name not in Rules._fields:
            near = did_you_mean(name, Rules._fields)
            raise TpcliError(f"{path}: '{name}' is no rule{near}; there are {', '.join(Rules._fields)}")
        type_, said = _SHAPES.get(name, (str, "a text"))
        texts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else [value]
        if not isinstance(value, type_) or not all(isinstance(text, str) for text in texts):
            raise TpcliError(f"{path}: {name} must be {said}")
    return Rules(**held)


def text_of(rules: Rules) -> str:
    """The rules as TOML."""
    out = ["# How `tpcli import` reads the file beside this one. Options given with it come first."]
    tables = []
    for name, value in zip(Rules._fields, rules, strict=True):
        if isinstance(value, dict):
            tables += ["", f"[{name}]", *(f"{_text(key)} = {_text(said)}" for key, said in value.items())]
        elif isinstance(value, list):
            out.append(f"{name} = [{', '.join(map(_text, value))}]")
        elif value:
            out.append(f"{name} = {_text(value)}")
    return "\n".join([*out, *tables]) + "\n"


def _text(text: str) -> str:
    # A basic string of TOML escapes what JSON does, and DEL.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
