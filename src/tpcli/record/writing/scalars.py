"""Single values of a file replaced in place: nothing else of it changes, quotes and layout included."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from tpcli.record.problems import Path
from tpcli.record.reading import json as json_reader
from tpcli.record.reading import yaml as yaml_reader
from tpcli.record.reading.csv import cell_list
from tpcli.record.writing.as_text import yaml_scalar
from tpcli.text.csv import csv_writer
from tpcli.text.lists import joined

_JSON = json.JSONDecoder()
# What YAML takes for a date or a number, and we leave without quotes as people do.
_DATED = re.compile(r"[-0-9][-0-9./~?%XTZ:+]*")
_CELL = re.compile(r'(?:^|(?<=,))(?:"(?:[^"]|"")*"|[^,"]*)(?=,|$)')

Span = tuple[int, int]


def with_values(format_: str, text: str, values: Mapping[Path, str]) -> str:
    """A file's text with the texts at some paths replaced. A text in a form of its own is left as it is:
    an alias or block of YAML.
    """
    if format_ == "csv":
        return _in_csv(text, values)
    if format_ == "jsonl":
        lines = text.split("\n")
        for number in {int(path[0]) for path in values}:
            inside = {path[1:]: value for path, value in values.items() if path[0] == number}
            lines[number] = _replaced(lines[number], _json_spans(lines[number], inside), inside, _as_json)
        return "\n".join(lines)
    if format_ == "json":
        return _replaced(text, _json_spans(text, values), values, _as_json)
    return _replaced(text, _yaml_spans(text, values), values, _as_yaml)


def _replaced(
    text: str, spans: Mapping[Path, Span], values: Mapping[Path, str], written: Callable[[str, str], str]
) -> str:
    for path, (start, end) in sorted(spans.items(), key=lambda item: item[1], reverse=True):
        text = text[:start] + written(values[path], text[start:end]) + text[end:]
    return text


def _as_json(value: str, stood: str) -> str:
    return json.dumps(value, ensure_ascii=False)


def _as_yaml(value: str, stood: str) -> str:
    if stood[0] == '"':
        return _as_json(value, stood)
    if stood[0] == "'":
        return "'" + value.replace("'", "''") + "'"
    return value if _DATED.fullmatch(value) else yaml_scalar(value)


def _json_spans(text: str, values: Mapping[Path, str]) -> dict[Path, Span]:
    marks = json_reader.marks(text, set(values))
    return {path: (at, _JSON.raw_decode(text, at)[1]) for path, at in marks.items() if text[at] == '"'}


def _yaml_spans(text: str, values: Mapping[Path, str]) -> dict[Path, Span]:
    import yaml

    paths = {at: path for path, at in yaml_reader.marks(text, set(values)).items()}
    spans = {}
    events: Iterable[Any] = yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    for event in events:
        start, end = event.start_mark.index, event.end_mark.index
        path = paths.get(start) if event.__class__ is yaml.ScalarEvent else None
        if path is not None and start < end and text[start] not in "&!|>":
            spans[path] = (start, end)
    return spans


def _in_csv(text: str, values: Mapping[Path, str]) -> str:
    cells: dict[int, dict[str, dict[int | None, str]]] = {}
    for (line, column, *item), value in values.items():
        of_row = cells.setdefault(int(line), {})
        of_row.setdefault(str(column), {})[int(item[0]) if item else None] = value
    lines = text.splitlines(keepends=True) if "\n" not in text else re.findall("[^\n]*\n|[^\n]+", text)
    reader = csv.reader(iter(lines))
    header = [name.strip() for name in next(reader, [])]
    out, done = lines[: reader.line_num], reader.line_num
    for _ in reader:
        row = "".join(lines[done : reader.line_num])
        held = row.rstrip("\r\n")
        out.append(_with_cells(held, header, cells.get(done, {})) + row[len(held) :])
        done = reader.line_num
    return "".join(out)


def _with_cells(row: str, header: Sequence[str], cells: Mapping[str, Mapping[int | None, str]]) -> str:
    """A row with some of its cells, or items of them, replaced."""
    spans = [match.span() for match in _CELL.finditer(row)] if cells else []
    if len(spans) != len(header):
        return row
    for (start, end), column in reversed(list(zip(spans, header, strict=True))):
        new = cells.get(column)
        if new is None:
            continue
        (held,) = next(csv.reader([row[start:end]]), [""])
        if None in new:
            cell = new[None]
        else:
            items = [new.get(n, str(item)) for n, item in enumerate(cell_list(held))]
            cell = json.dumps(items, ensure_ascii=False) if held[:1] == "[" else joined(items)
        written = io.StringIO()
        csv_writer(written).writerow([cell])
        row = row[:start] + written.getvalue().removesuffix("\n") + row[end:]
    return row
