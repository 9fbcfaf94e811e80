"""The line and column of a path in a file, found by reading the file again."""

import re
from collections.abc import Container, Iterable

from tpcli.record.problems import Path
from tpcli.record.reading import csv, json, yaml
from tpcli.record.reading.content import positions
from tpcli.record.reading.files import RecordFile

_CSV_CELL = r'(?:^|(?<=,))(?:"(?:[^"]|"")*+"?[^,]*+|[^,]*+)'


def locate(file: RecordFile, paths: Iterable[Path]) -> dict[Path, tuple[int, int]]:
    """The line and column of each path, from 1; those of its nearest parent where the path is not there.

    Raises TpcliError where the file can't be read any more.
    """
    wanted = set(paths)
    if file.format in ("jsonl", "csv"):
        return _locate_in_lines(file, wanted)
    above = {path[:n] for path in wanted for n in range(len(path) + 1)}
    text = file.read().decode("utf-8-sig", "replace")
    marks = json.marks(text, above) if file.format == "json" else yaml.marks(text, above)
    offsets = {path: marks.get(_nearest(path, marks), 0) for path in wanted}
    at = positions(text, offsets.values())
    return {path: at[offset] for path, offset in offsets.items()}


def _nearest(path: Path, marks: Container[Path]) -> Path:
    while path and path not in marks:
        path = path[:-1]
    return path


def _locate_in_lines(file: RecordFile, wanted: set[Path]) -> dict[Path, tuple[int, int]]:
    """The places in a file that is read line by line, where a path begins with the number of the line, from 0."""
    of_line: dict[int, list[Path]] = {}
    for path in wanted:
        of_line.setdefault(int(path[0]) if path else 0, []).append(path)
    found = {path: (int(path[0]) + 1 if path else 1, 1) for path in wanted}
    names: list[str] = []
    last = max(of_line, default=0)
    with file.open() as stream:
        for number, raw in enumerate(csv.bounded(stream, lambda _: None)):
            if number > last:
                break
            inside = [path for path in of_line.get(number, ()) if len(path) > 1]
            if number and not inside:
                continue
            line = raw.decode("utf-8-sig" if number == 0 else "utf-8", "replace").rstrip("\r\n")
            marks: dict[Path, int] = {}
            if file.format == "csv":
                cells = [match for match in re.finditer(_CSV_CELL, line) if inside or number == 0]
                names = names or [match[0].strip(' "') for match in cells]
                marks = {(name,): match.start() for name, match in zip(names, cells, strict=False)}
            elif any(isinstance(path[1], str) for path in inside):
                above = {path[1:n] for path in inside for n in range(2, len(path) + 1)}
                marks = json.marks(line, above)
            for path in inside:
                # A number there is a column: that line could not be taken apart.
                at = path[1] if isinstance(path[1], int) else marks.get(_nearest(path[1:], marks), 0)
                found[path] = number + 1, at + 1
    return found
