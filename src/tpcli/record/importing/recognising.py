"""What `tpcli import` would take a file for that is no record, to name it where a record can't be read."""

import os
import re
from collections.abc import Collection

from tpcli.errors import TpcliError
from tpcli.record.importing.presets import PRESETS, Input, preset_of, recognised
from tpcli.text.folding import key
from tpcli.text.shell import pasted

_LOOKED_AT = 2**20
"""Bytes at the beginning of a file."""
_COLUMNS = 500
"""Columns of a table; a file with more is something else, and each column is looked at for dates and words."""
_NOTES = 5
"""Notes of a folder."""


def advice(names: Collection[str]) -> str | None:
    """One sentence on how the one file or folder of notes in which all is wrong becomes a record.

    None where no import reads it, or there are several.
    """
    if len(names) != 1:
        return None
    (name,) = names
    try:
        file = _folder(name) if os.path.isdir(name) else _beginning(name)
        preset = recognised(file) if file else None
        if not file or not preset or (preset == PRESETS[-1] and not _is_table(file)):
            return None
    except (TpcliError, OSError, ValueError):
        return None
    command = pasted("tpcli", "import", name, "--output", "my.yaml")
    return f"{name} looks like {preset_of(preset).WHAT}, which becomes a record: {command}"


def _beginning(name: str) -> Input | None:
    if name.lower().endswith((".yaml", ".yml")) or not os.path.isfile(name):
        return None
    with open(name, "rb") as stream:
        content = stream.read(_LOOKED_AT)
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    text = content.decode(encoding, "replace")
    if len(content) == _LOOKED_AT and "\n" in text:
        text = text[: text.rindex("\n") + 1]
    return Input(name, text) if text.strip() else None


def _folder(name: str) -> Input | None:
    from tpcli.record.importing.input import NOTES

    found = [path for path in sorted(os.listdir(name)) if path.lower().endswith(NOTES)][:_NOTES]
    return Input(name, "", notes=[(path, "") for path in found]) if found else None


def _is_table(file: Input) -> bool:
    """Whether a table has the columns that an import needs, under names that a record has not."""
    if file.text.lstrip()[:1] in ("{", "["):
        names = set(re.findall(r'"([^"\\]{1,40})"\s*:', file.text[:20_000]))
        if {"date", "title"} <= names:
            return False
    else:
        cells = re.split(r"[,;\t|]", file.text.lstrip().partition("\n")[0])
        if len(cells) > _COLUMNS:
            return False
        names = {key(cell) for cell in cells}
        if {"date", "title"} <= names and "," in file.text.partition("\n")[0]:
            return False
    layout = preset_of(PRESETS[-1])
    return bool(layout.reads(layout.table(file), layout.SECTION))
