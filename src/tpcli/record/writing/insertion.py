"""Where a new event goes in a file, as text: all else in the file stays as it is, byte for byte.

Nothing here touches a file. `position` says between which events of a file the new one belongs, `inserted` gives the
file's bytes with the new one there: the old bytes, with one stretch put in between.
"""

import csv
import io
import json
import re
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise

from tpcli.errors import TpcliError
from tpcli.record.fields import FIELDS
from tpcli.record.reading.files import digest_of
from tpcli.record.writing.as_text import Entry, csv_row, json_lines, yaml_lines
from tpcli.record.writing.lines import BREAK, below, line_break, line_start, next_line, own_lines
from tpcli.record.writing.outline import outline_of
from tpcli.text.folding import slug

Order = tuple[int, int, str]
"""The sort key of events: first day, last day, id."""

BOM = b"\xef\xbb\xbf"
_JSON = json.JSONDecoder(parse_int=str, parse_float=str)


def proposed_id(title: str, date: str, taken: Collection[str]) -> str:
    """An id made of an event's title (of its date, where no letter of the title will do) that is not taken."""
    base = slug(title) or f"{slug(date.replace('..', 'open'))}-{digest_of(title.encode())[:8]}"
    made, n = base, 2
    while made in taken:
        made, n = f"{base}-{n}", n + 1
    return made


def position(orders: Sequence[Order], new: Order) -> int:
    """How many of a file's events, in the order of the file, the new one comes after.

    It comes after the last one that is not later; at the end of a file that is not in the order of its dates.
    """
    if any(later[0] < earlier[0] for earlier, later in pairwise(orders)):
        return len(orders)
    return max((n for n, order in enumerate(orders, 1) if order <= new), default=0)


def is_blank(format_: str, content: bytes) -> bool:
    """Whether a file holds nothing yet, or nothing but comments."""
    lines = [line.strip() for line in content.removeprefix(BOM).splitlines()]
    if format_ == "yaml":
        return all(line[:1] in (b"", b"#") or line == b"---" for line in lines)
    return not any(lines)


def inserted(format_: str, content: bytes, entry: Entry, at: int) -> bytes:
    """A file's bytes with an event put in after the first `at` events.

    The file must be one that the reader reads. Raises TpcliError where it has no place for the event.
    """
    if format_ == "jsonl":
        spans = [(start, end) for start, end, line in lines_of(content) if not line.isspace()]
        return _among_lines(content, spans, at, json_lines(entry)[0])
    if format_ == "csv":
        return _in_csv(content, entry, at)
    mark = BOM if content.startswith(BOM) else b""
    text = content.decode("utf-8-sig")
    spot, new = place_of(format_, text, entry, at)
    return mark + (text[:spot] + new + text[spot:]).encode()


def place_of(format_: str, text: str, entry: Entry, at: int, section: str = "events") -> tuple[int, str]:
    """Where in the text of a YAML or JSON file an entry goes after the first `at` of its part, and what goes there."""
    return _in_json(text, entry, at, section) if format_ == "json" else _in_yaml(text, entry, at, section)


def spans_of(format_: str, text: str, section: str = "events") -> list[tuple[int, int]]:
    """Where each entry of a part of a YAML or JSON record begins and ends; none where it has no such list."""
    if format_ == "yaml":
        return outline_of(text, section).spans
    start = _skip(text, 0)
    if start < len(text) and text[start] == "{":
        start = _members(text, start)[0].get(section, len(text))
    return json_items(text, start)[0] if text[start : start + 1] == "[" else []


# Line by line


def lines_of(content: bytes) -> list[tuple[int, int, bytes]]:
    """The lines of a file with the places where each begins and ends; a byte-order mark belongs to none."""
    out, start = [], 0
    for line in io.BytesIO(content):
        mark = len(BOM) if start == 0 and line.startswith(BOM) else 0
        out.append((start + mark, start + len(line), line[mark:]))
        start += len(line)
    return out


def _among_lines(content: bytes, spans: Sequence[tuple[int, int]], at: int, line: str) -> bytes:
    newline = b"\r\n" if b"\r\n" in content and content.count(b"\r\n") == content.count(b"\n") else b"\n"
    start = len(BOM) if content.startswith(BOM) else 0
    spot = spans[at - 1][1] if at else spans[0][0] if spans else start
    unended = spot > start and content[spot - 1 : spot] != b"\n"
    new = newline + line.encode() if unended else line.encode() + newline
    return content[:spot] + new + content[spot:]


def csv_header(content: bytes) -> list[str]:
    """The columns of a CSV file; those of a new one where it is empty."""
    if is_blank("csv", content):
        return list(FIELDS["events"])
    return [name.strip() for name in next(csv_rows(content))[2]]


def csv_rows(content: bytes) -> Iterator[tuple[int, int, list[str]]]:
    """The rows, each with where it begins and ends."""
    lines = lines_of(content)
    csv.field_size_limit(2**31 - 1)
    reader = csv.reader((line.decode() for _, _, line in lines), strict=True)
    last = 0
    for row in reader:
        first, last = last, reader.line_num
        yield lines[first][0], lines[last - 1][1], row


def _in_csv(content: bytes, entry: Entry, at: int) -> bytes:
    header = csv_header(content)
    if is_blank("csv", content):
        return _among_lines(content, [], 0, f"{','.join(header)}\n{csv_row(entry, header)}")
    for name in entry:
        if name not in header:
            raise TpcliError(f"there is no column for '{name}': add it to the header first")
    spans = [(begin, end) for n, (begin, end, row) in enumerate(csv_rows(content)) if n == 0 or any(row)]
    return _among_lines(content, spans, at + 1, csv_row(entry, header))


# JSON, and lists between brackets


def _in_json(text: str, entry: Entry, at: int, section: str = "events") -> tuple[int, str]:
    start = _skip(text, 0)
    if start == len(text):
        return start, line_break(text).join(["[", "  " + json_lines(entry, section=section)[0], "]", ""])
    if text[start] == "{":
        members, end = _members(text, start)
        if section not in members or text[members[section]] != "[":
            _refuse_no_list(members, section)
            return end, _member(entry, bool(members), section)
        start = members[section]
    spans, end = json_items(text, start)
    if spans:
        return _in_flow(text, end, spans, entry, at, section)
    newline = line_break(text)
    ended = BREAK.search(text, start, end)
    return start + 1, newline + "  " + json_lines(entry, section=section)[0] + ("" if ended else newline)


def _refuse_no_list(keys: Collection[str], section: str) -> None:
    if section in keys:
        raise TpcliError(f"'{section}' holds no list: write [] there first")
    if "date" in keys and "title" in keys:
        raise TpcliError("the file holds one event that stands in no list: begin it with '- ', or put it in brackets")


def _member(entry: Entry, after_others: bool, section: str) -> str:
    return f'{", " if after_others else ""}"{section}": [{json_lines(entry, section=section)[0]}]'


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \t\r\n":
        at += 1
    return at


def _value_end(text: str, at: int) -> int:
    return _JSON.raw_decode(text, at)[1]


def _members(text: str, start: int) -> tuple[dict[str, int], int]:
    """The keys of the object that begins at `start`, each with where its value begins, and where the last ends."""
    out: dict[str, int] = {}
    end = start + 1
    at = _skip(text, end)
    while text[at] != "}":
        key, at = _JSON.raw_decode(text, at)
        out[key] = _skip(text, _skip(text, at) + 1)
        end = _value_end(text, out[key])
        at = _skip(text, end)
        at = _skip(text, at + 1) if text[at] == "," else at
    return out, end


def json_items(text: str, start: int) -> tuple[list[tuple[int, int]], int]:
    """Where each item of the list that begins at `start` begins and ends, and where its closing bracket is."""
    out = []
    at = _skip(text, start + 1)
    while text[at] != "]":
        end = _value_end(text, at)
        out.append((at, end))
        at = _skip(text, end)
        at = _skip(text, at + 1) if text[at] == "," else at
    return out, at


def _in_flow(
    text: str, end: int, spans: Sequence[tuple[int, int]], entry: Entry, at: int, section: str = "events"
) -> tuple[int, str]:
    """Where in a list between brackets, of JSON or YAML, the event goes, and its text with the comma that it needs."""
    if not spans:
        return end, json_lines(entry, section=section)[0]
    newline = line_break(text)
    first, last = spans[0]
    line = line_start(text, first)
    before = text[line:first]
    on_lines = not before.strip() and line > 0
    # Where its neighbours have a field a line, so has the new one, as far to the right as theirs.
    inner = _skip(text, first + 1)
    step = inner - line_start(text, inner) - len(before) if BREAK.search(text, first, inner) else 0
    gap = newline + before if on_lines else " "
    step_ = step if on_lines and step > 0 and inner < last else None
    body = (newline + before).join(json_lines(entry, step_, section))
    return (spans[at - 1][1], "," + gap + body) if at else (first, body + "," + gap)


# YAML


def _in_yaml(text: str, entry: Entry, at: int, section: str = "events") -> tuple[int, str]:
    outline = outline_of(text, section)
    newline = line_break(text)
    if outline.found:
        if outline.flow:
            return _in_flow(text, outline.end, outline.spans, entry, at, section)
        return _in_block(text, outline.spans, outline.kept, entry, at, section)
    indent, head = 0, []
    spot = len(text)
    if outline.root == "mapping":
        if outline.empty is None:
            _refuse_no_list(outline.keys, section)
            if outline.flow:
                return outline.end, _member(entry, bool(outline.keys), section)
            indent = next(iter(outline.keys.values()))
            head = [" " * indent + f"{section}:"]
            spot = below(text, outline.last)
        else:
            indent = outline.keys[section]
            spot = below(text, outline.empty)
        indent += 2
    return spot, own_lines(text, spot, newline.join([*head, *_item(entry, indent, 2, section)]))


def _in_block(
    text: str, spans: Sequence[tuple[int, int]], kept: Collection[int], entry: Entry, at: int, section: str
) -> tuple[int, str]:
    newline = line_break(text)
    first = dash_of(text, spans[0][0])
    indent = first - line_start(text, first)
    beside = spans[max(at - 1, 0)][0]
    dash = dash_of(text, beside)
    step = beside - dash if text[dash + 1 : beside].strip(" ") == "" and text[beside] not in "{[&*!" else 2
    lines = newline.join(_item(entry, indent, step if 2 <= step <= 8 else 2, section))
    # One empty line before the next event is the habit of most files: the new one follows its neighbours.
    if len(spans) > 1:
        n = min(max(at, 1), len(spans) - 1)
        between = text[below(text, spans[n - 1][1]) : line_start(text, dash_of(text, spans[n][0]))]
        apart = newline if any(not line.strip() for line in between.splitlines()) else ""
    else:
        apart = newline if BREAK.search(text, *spans[0]) else ""
    if at == 0:
        return above_comments(text, line_start(text, first)), lines + newline + apart
    spot = below_comments(text, below(text, spans[at - 1][1]), indent)
    return spot, own_lines(text, spot, lines if spans[at - 1][1] in kept else apart + lines)


def _item(entry: Entry, indent: int, step: int, section: str) -> list[str]:
    lead = " " * indent
    marks = "-".ljust(step)
    return [
        lead + (marks if n == 0 else " " * step) + line if line else ""
        for n, line in enumerate(yaml_lines(entry, section))
    ]


def dash_of(text: str, item: int) -> int:
    """The place of the `-` of the item that begins there: before it on its line, or alone on a line above."""
    mark = re.compile(r" *-(?=[ \t\r\n])")
    line = line_start(text, item)
    while True:
        match = mark.match(text, line)
        if match and match.end() <= item:
            return match.end() - 1
        if line == 0:
            raise TpcliError("the events stand in a form that can't be added to: begin each with '- ' on a line")
        line = line_start(text, line - 1)


def above_comments(text: str, line: int) -> int:
    """Above the comment that belongs to the first event, if an empty line keeps it from what heads the file."""
    start = line
    while start > 0 and text[(above := line_start(text, start - 1)) : start].lstrip(" ").startswith("#"):
        start = above
    return start if start > 0 and not text[line_start(text, start - 1) : start].strip() else line


def below_comments(text: str, spot: int, indent: int) -> int:
    """Below the comments that belong to the event above: those indented further than its `-`."""
    at = spot
    while at < len(text):
        end = next_line(text, at)
        line = text[at:end].lstrip(" ")
        if line.startswith("#") and end - at - len(line) > indent:
            spot = end
        elif line.strip():
            break
        at = end
    return spot
