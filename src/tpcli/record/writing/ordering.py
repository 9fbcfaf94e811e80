"""The events of a file in the order of their dates: entries change places, and all between them stays."""

from collections.abc import Sequence

from tpcli.record.writing.insertion import (
    BOM,
    above_comments,
    below_comments,
    csv_rows,
    dash_of,
    lines_of,
    spans_of,
)
from tpcli.record.writing.lines import below, line_start
from tpcli.record.writing.outline import outline_of

Span = tuple[int, int]


def in_order(format_: str, content: bytes, order: Sequence[int]) -> bytes:
    """The file with its events so that the `order[n]`th is in the place of the nth. Raises TpcliError where the
    events are written in a form that has no such places.
    """
    if format_ in ("csv", "jsonl"):
        return _swapped(content, _rows(format_, content), order, b"\r\n")
    mark = BOM if content.startswith(BOM) else b""
    text = content.decode("utf-8-sig")
    spans = spans_of(format_, text)
    if format_ == "yaml" and not outline_of(text).flow:
        spans = _blocks(text, spans)
    chars = [text[start:end] for start, end in spans]
    out, at = [], 0
    for (start, end), n in zip(spans, order, strict=True):
        out += [text[at:start], chars[n]]
        at = end
    return mark + "".join([*out, text[at:]]).encode()


def _swapped(content: bytes, spans: Sequence[Span], order: Sequence[int], ends: bytes) -> bytes:
    """The bytes with what is within the spans in another order; line ends stay where they are."""
    held = [content[start:end].rstrip(ends) for start, end in spans]
    out, at = [], 0
    for (start, end), n in zip(spans, order, strict=True):
        out += [content[at:start], held[n]]
        at = start + len(content[start:end].rstrip(ends))
    return b"".join([*out, content[at:]])


def _rows(format_: str, content: bytes) -> list[Span]:
    if format_ == "jsonl":
        return [(start, end) for start, end, line in lines_of(content) if line.strip()]
    return [(start, end) for n, (start, end, row) in enumerate(csv_rows(content)) if n and any(row)]


def _blocks(text: str, spans: Sequence[Span]) -> list[Span]:
    """The lines of each item of a YAML list with the comments that belong to it, without the last line's end."""
    out: list[Span] = []
    end = 0
    for n, (begin, last) in enumerate(spans):
        dash = dash_of(text, begin)
        line = line_start(text, dash)
        start = above_comments(text, line) if n == 0 else line
        while n and start > end and text[(above := line_start(text, start - 1)) : start].lstrip(" ").startswith("#"):
            if above < end:
                break
            start = above
        end = below_comments(text, below(text, last), dash - line)
        stop = end
        while stop > start and text[stop - 1] in "\r\n":
            stop -= 1
        out.append((start, stop))
    return out
