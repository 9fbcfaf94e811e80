"""Files that are read whole, YAML and JSON, to plain values.

Every scalar comes back as the text in the file (`NO`, `1955`, `12:30`, `1e3`), or None where there is
nothing (an empty value, `~`, `null`). Mappings keep no second equal key, nothing constructs an object, nothing
recurses, and there is a bound to everything that a file could have too much of.
"""

from tpcli.record.problems import Path
from tpcli.record.reading import json, yaml
from tpcli.record.reading.content import Report, Value, check_size, positions, text_of
from tpcli.record.reading.files import RecordFile


def whole(file: RecordFile, content: bytes, report: Report) -> tuple[Value, dict[Path, int]]:
    """All of a YAML or JSON file as one value, and the line (from 1) of each item of its lists of entries, by path.

    Equal keys are reported. Raises Unreadable.
    """
    check_size(len(content))
    text = text_of(content)
    offsets: dict[Path, int] = {}
    value = (json if file.format == "json" else yaml).read(text, report, offsets)
    at = positions(text, offsets.values())
    return value, {path: at[offset][0] for path, offset in offsets.items()}
