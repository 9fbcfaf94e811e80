"""What was decided about a file, in a TOML file beside it, which the next import of it follows."""

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tpcli.errors import TpcliError
from tpcli.text.folding import did_you_mean

KEYS: dict[str, type] = {
    "preset": str, "into": str, "map": dict, "columns": list, "date_order": str, "encoding": str, "update": str,
}  # fmt: skip
"""What may stand there, each named after its option."""


def rules_path(file: str) -> Path:
    """Where the rules of a file are: `sheet.csv` has `sheet.csv.rules.toml`."""
    path = Path(file)
    return path.with_name(f"{path.name}.rules.toml")


def read(path: Path) -> dict[str, Any]:
    """The rules; none where there is no such file. Raises TpcliError where they can't be followed."""
    try:
        with open(path, "rb") as stream:
            held = tomllib.load(stream)
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise TpcliError(f"{path}: can't be read: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise TpcliError(f"{path}: this is no TOML: {error}") from None
    for name, value in held.items():
        if name not in KEYS:
            raise TpcliError(f"{path}: '{name}' is no rule{did_you_mean(name, KEYS)}; there are {', '.join(KEYS)}")
        texts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else [value]
        if not isinstance(value, KEYS[name]) or not all(isinstance(text, str) for text in texts):
            what = {"map": "a table of texts", "columns": "a list of texts"}.get(name, "a text")
            raise TpcliError(f"{path}: {name} must be {what}")
    return held


def text_of(rules: Mapping[str, Any]) -> str:
    """The rules as TOML."""
    out = ["# How `tpcli import` reads the file beside this one. Options given with it come first."]
    tables = []
    for name in KEYS:
        value = rules.get(name)
        if isinstance(value, Mapping):
            tables += ["", f"[{name}]", *(f"{_text(key)} = {_text(said)}" for key, said in value.items())]
        elif isinstance(value, list):
            out.append(f"{name} = [{', '.join(map(_text, value))}]")
        elif value:
            out.append(f"{name} = {_text(value)}")
    return "\n".join([*out, *tables]) + "\n"


def _text(text: str) -> str:
    # A basic string of TOML escapes what JSON does, and DEL.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
