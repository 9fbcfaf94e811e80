"""A retired id into what a record says of itself, as text: whatever stands in the file stays as it is."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tpcli.errors import TpcliError
from tpcli.record.about import KEY
from tpcli.record.entries import Retired
from tpcli.record.reading.files import RecordFile, places, shown
from tpcli.record.writing.as_text import json_text
from tpcli.record.writing.lines import below, line_start, own_lines

_NO_PLACE = "this record has no place for retired ids: write its events under 'events:', or leave --why out"


def with_retired(
    location: str, files: Sequence[RecordFile], contents: dict[int, bytes], retired: Retired
) -> tuple[list[RecordFile], dict[int, bytes]]:
    """The files of a record, and their contents by number, with an id retired in the file that speaks of the record.

    A folder without a vocabulary gets one. Raises TpcliError where there is no place for it.
    """
    item = json_text({name: value for name, value in retired._asdict().items() if value is not None})
    trees = {n: _root(file, contents[n]) for n, file in enumerate(files) if file.format in ("yaml", "json")}
    homes = [n for n, root in trees.items() if _member(root, KEY)]
    homes += [n for n in trees if files[n].section == "vocabulary"]
    homes += [
        n for n, root in trees.items() if files[n].section is None and _is_mapping(root) and not _member(root, "date")
    ]
    if homes:
        home = homes[0]
        mark = b"\xef\xbb\xbf" if contents[home].startswith(b"\xef\xbb\xbf") else b""
        text = _inserted(contents[home].decode("utf-8-sig"), trees[home], item)
        return list(files), {**contents, home: mark + text.encode()}
    if len(places(location)) > 1 or not Path(location).is_dir():
        raise TpcliError(_NO_PLACE)
    path = Path(location) / "vocabulary.yaml"
    text = f"{KEY}:\n  retired:\n    - {item}\n"
    return [*files, RecordFile(shown(path), path, "yaml", "vocabulary", b"")], {**contents, len(files): text.encode()}


def _root(file: RecordFile, content: bytes) -> Any:
    """The tree of a file's nodes, each with its marks; JSON is read as YAML, which it is (YAML 1.2, 1.3)."""
    import yaml

    return yaml.compose(content.decode("utf-8-sig"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def _is_mapping(node: Any) -> bool:
    return bool(node is not None and node.id == "mapping")


def _member(node: Any, key: str) -> Any:
    """The value of a key of a mapping; None where there is none."""
    pairs = node.value if _is_mapping(node) else ()
    return next((value for name, value in pairs if name.value == key), None)


def _inserted(text: str, root: Any, item: str) -> str:
    about = _member(root, KEY)
    retired = _member(about, "retired")
    if retired is not None and retired.id == "sequence" and retired.value:
        return _after_last(text, retired, item, "- ")
    if retired is not None and retired.id == "mapping":
        raise TpcliError("'retired' holds one mapping: make it a list first")
    if retired is not None:  # Empty.
        start = retired.start_mark.index
        end = retired.end_mark.index
        lead = "" if text[start - 1 : start].isspace() else " "
        return f"{text[:start]}{lead}[{item}]{text[end:]}"
    if _is_mapping(about):
        return _after_last(text, about, f'"retired": [{item}]', "")
    if about is not None:
        raise TpcliError(f"'{KEY}' holds nothing: write a title there first")
    if root is None:
        return (
            own_lines(text, len(text), f"{KEY}:\n  retired:\n    - {item}")
            if text
            else f"{KEY}:\n  retired:\n    - {item}\n"
        )
    return _after_last(text, root, f'"{KEY}": {{"retired": [{item}]}}', "")


def _after_last(text: str, node: Any, new: str, dash: str) -> str:
    """The text with one more item, or key, at the end of a list or a mapping."""
    if node.flow_style:
        end = node.end_mark.index - 1
        inner = text[:end].rstrip()
        comma = ", " if node.value else ""
        return f"{inner}{comma}{new}{text[len(inner) :]}"
    last, first = node.value[-1], node.value[0]
    (last, first) = (last, first) if dash else (last[1], first[0])
    end = _end(text, last)
    column = first.start_mark.column
    if dash:
        column = text.rfind("-", line_start(text, first.start_mark.index), first.start_mark.index) - line_start(
            text, first.start_mark.index
        )
    spot = below(text, end)
    plain = new if dash else new.replace('"retired":', "retired:").replace(f'"{KEY}": {{', f"{KEY}: {{")
    return text[:spot] + own_lines(text, spot, " " * column + dash + plain) + text[spot:]


def _end(text: str, node: Any) -> int:
    """Where the last value within a node ends, without the blank lines and comments below it."""
    while node.id != "scalar" and node.value and not node.flow_style:
        node = node.value[-1] if node.id == "sequence" else node.value[-1][1]
    start, end = int(node.start_mark.index), int(node.end_mark.index)
    return start + len(text[start:end].rstrip()) if end > start else end
