"""A file that people bring, or a folder of notes, as text."""

import os
from collections.abc import Sequence
from pathlib import Path

from tpcli.environment import here
from tpcli.errors import TpcliError
from tpcli.record.importing.encoding import MOST_BYTES, content_of, text_of
from tpcli.record.importing.presets import Input
from tpcli.record.reading.files import STDIN

NOTES = (".md", ".markdown", ".mdown")
"""What the names of notes end in."""


def input_of(file: str, name: str, encoding: str | None, columns: Sequence[str] | None) -> tuple[Input, str]:
    """A file, a folder of notes or standard input as text, and the encoding that it is in; "" for a folder.

    `columns` are the names of the columns of a table that has no header. Raises TpcliError where nothing can be read.
    """
    if file != STDIN and os.path.isdir(file):
        return Input(name, "", notes=_notes(Path(file), encoding)), ""
    text, told = text_of(_content(file, name), name, encoding)
    if not text.strip():
        raise TpcliError(f"{name}: the file is empty")
    return Input(name, text, [column.strip() for column in columns] if columns else None), told


def _content(file: str, name: str) -> bytes:
    try:
        if file == STDIN:
            stdin = here().stdin
            return content_of(stdin.buffer, name) if stdin else b""
        with open(file, "rb") as stream:
            return content_of(stream, name)
    except (OSError, ValueError) as error:
        raise TpcliError(f"{file}: can't be read: {getattr(error, 'strerror', error)}") from None


def _notes(folder: Path, encoding: str | None) -> list[tuple[str, str]]:
    """The notes of a folder and of those in it, by their names."""
    notes = []
    size = 0
    for path in sorted(folder.rglob("*")):
        if (
            path.suffix.lower() in NOTES
            and path.is_file()
            and not any(part.startswith(".") for part in path.relative_to(folder).parts)
        ):
            content = _content(str(path), str(path))
            size += len(content)
            if size > MOST_BYTES:
                raise TpcliError(f"{folder}: its notes hold more than {MOST_BYTES >> 20} MB: import them in parts")
            notes.append((str(path.relative_to(folder)), text_of(content, str(path), encoding)[0]))
    if not notes:
        raise TpcliError(f"{folder}: it holds no notes (.md)")
    return notes
