"""Where the list of a part of a record is in a YAML file, and where each of its items is."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, NamedTuple

from tpcli.record.writing.lines import line_end


class Outline(NamedTuple):
    """Where the list of a part of a record is in a YAML file. Places are characters from the beginning of the text."""

    root: str
    """mapping, sequence, or anything else where there is neither."""
    keys: dict[str, int]
    """The keys of a mapping, each with its column."""
    flow: bool
    """Whether the list is written in brackets or, where there is none, the mapping in braces."""
    found: bool
    """Whether there is a list."""
    spans: list[tuple[int, int]]
    """The beginning of each item of the list, and the end of the last value in it."""
    end: int
    """The end of the list, or of the mapping where there is none."""
    last: int
    """The end of the last value of the file."""
    empty: int | None
    """The place after the key of the part where it has no value; else None."""
    kept: set[int]
    """The ends of block scalars that take in the empty lines below them (`|+`)."""


@lru_cache(maxsize=2)
def outline_of(text: str, section: str = "events") -> Outline:
    """The outline of a YAML file, for the list of one part of a record."""
    import yaml

    root, flow, found, end, last = "", False, False, len(text), 0
    keys: dict[str, int] = {}
    key: str | None = None
    empty: int | None = None
    spans: list[tuple[int, int]] = []
    kept: set[int] = set()
    within: list[bool] = []  # The collections that are open, each with whether it is the list.
    parsed: Iterable[Any] = yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    for event in parsed:
        start, stop, column = event.start_mark.index, event.end_mark.index, event.start_mark.column
        in_flow = bool(getattr(event, "flow_style", False))
        if isinstance(event, yaml.CollectionEndEvent):
            is_list = within.pop()
            if stop > start:  # A closing bracket: the end of a block has no width.
                last = stop
            if is_list or not (within or found):
                end = start
        elif isinstance(event, yaml.NodeEvent):
            opens, wanted = isinstance(event, yaml.CollectionStartEvent), False
            if not within:
                root = str(event.__class__.__name__).removesuffix("StartEvent").lower()
                wanted, flow = root == "sequence", in_flow
            elif within[-1]:
                spans.append((start, stop))
            elif len(within) == 1 and key is None:
                key = str(getattr(event, "value", ""))
                keys[key] = column
            elif len(within) == 1:
                if key == section and isinstance(event, yaml.SequenceStartEvent):
                    wanted, flow = True, in_flow
                elif key == section and start == stop:
                    empty = stop
                key = None
            if opens:
                found = found or wanted
                within.append(wanted)
                continue
            last, keeps = end_of(text, event)
            if keeps:
                kept.add(last)
        else:
            continue
        if within and within[-1]:
            spans[-1] = (spans[-1][0], last)
    return Outline(root, keys, flow, found, spans, end, last, empty, kept)


def end_of(text: str, event: Any) -> tuple[int, bool]:
    """Where a value ends, and whether it is a block scalar to which empty lines below belong (YAML 1.2, 8.1.1.2)."""
    start, stop = event.start_mark.index, event.end_mark.index
    if getattr(event, "style", None) not in ("|", ">"):
        return stop, False
    if "+" in text[start : line_end(text, start)].partition("#")[0]:
        return stop, True
    return start + len(text[start:stop].rstrip("\r\n")), False
