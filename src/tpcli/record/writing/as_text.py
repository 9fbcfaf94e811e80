"""Events as text, in each format that a record may have: what `tpcli add` and `tpcli import` write.

The text is such that the reader gives back what went in, and that a program which takes YAML 1.1 at its word (`NO` is
false, `1955` a number) takes it for the same: what could be mistaken stands in quotes, dates excepted.
"""

import io
import json
import re
import textwrap
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from tpcli.record.fields import FIELDS
from tpcli.text.csv import csv_writer
from tpcli.text.json import Fields
from tpcli.text.lists import joined

Entry = Fields
"""The fields of an event by name: a text, a whole number, a list of texts, or a list of texts and citations, which are
mappings with `source` and `supports`."""

WIDTH = 110
"""Text that would be longer than this is folded into lines."""

# What is plain text in YAML wherever it stands, so that the emitter need not be asked.
_PLAIN = re.compile(r"[A-Za-z](?:[A-Za-z0-9_.()/ -]*[A-Za-z0-9_.()/-])?")
_KEY = re.compile(r"\w[\w-]*")
# A date that YAML takes for one text: a set is a list to it.
_DATE = re.compile("[-.0-9]")
_DATES = ("date", "published", "accessed", "at")
_WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})
# What YAML can't hold as it is, and JSON need not escape.
_ESCAPED = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def in_order(entry: Entry, section: str = "events") -> Fields:
    """The fields that hold something, in the order of the model; those that it does not know after them."""
    names = dict.fromkeys([*FIELDS[section], *entry])
    return {name: entry[name] for name in names if entry.get(name) not in (None, "", [], (), {})}


def yaml_lines(entry: Entry, section: str = "events") -> list[str]:
    """The lines of an entry as a block mapping, not indented."""
    return _yaml_mapping(in_order(entry, section))


def json_lines(entry: Entry, step: int | None = None, section: str = "events") -> list[str]:
    """The lines of an entry as a JSON object: one, or one a field where `step` says how far to indent them.

    The text is YAML as well.
    """
    return json_text(in_order(entry, section), step).split("\n")


def json_text(value: Any, step: int | None = None) -> str:
    """A value as JSON, which is YAML as well."""
    text = json.dumps(value, ensure_ascii=False, indent=step or None)
    return _ESCAPED.sub(lambda match: f"\\u{ord(match.group()):04x}", text)


def csv_row(entry: Entry, header: Sequence[str]) -> str:
    """The line of an event under a header, without its line break."""
    out = io.StringIO()
    csv_writer(out).writerow([csv_cell(name, entry.get(name)) for name in header])
    return out.getvalue().removesuffix("\n")


def whole_file(format_: str, entries: Sequence[Entry], section: str = "events") -> str:
    """A file that holds these entries and nothing else."""
    if format_ == "yaml":
        items = ("\n".join(_item(yaml_lines(entry, section))) for entry in entries)
        return "\n\n".join(items) + "\n"
    if format_ == "csv":
        used = {name for entry in entries for name in entry}
        header = [name for name in dict.fromkeys([*FIELDS[section], *sorted(used)]) if name in used]
        return "".join(row + "\n" for row in [",".join(header), *(csv_row(entry, header) for entry in entries)])
    lines = [json_lines(entry, section=section)[0] for entry in entries]
    return "\n".join(lines) + "\n" if format_ == "jsonl" else "[\n" + ",\n".join(lines) + "\n]\n"


def whole_record(format_: str, sections: Mapping[str, Sequence[Entry]]) -> str:
    """A YAML or JSON file that holds several parts of a record."""
    parts = [(name, whole_file(format_, entries, name)) for name, entries in sections.items()]
    if format_ == "json":
        return "{\n" + ",\n".join(f"{json.dumps(name)}: {text.rstrip()}" for name, text in parts) + "\n}\n"
    return "\n".join(f"{name}:\n" + textwrap.indent(text, "  ") for name, text in parts)


def _item(lines: Sequence[str]) -> list[str]:
    return [(("- " if n == 0 else "  ") + line) if line else "" for n, line in enumerate(lines)]


def _yaml_text(name: str, value: str) -> list[str]:
    line = f"{name}: {yaml_scalar(value)}"
    # Folding joins lines by one space, so only text whose words stand one space apart comes back as it was.
    if len(line) <= WIDTH or not value.isprintable() or " ".join(value.split()) != value:
        return line.split("\n")
    lines = textwrap.wrap(value, WIDTH - 4, break_long_words=False, break_on_hyphens=False)
    return [f"{name}: >-", *(f"  {line}" for line in lines)]


def _yaml_mapping(item: Mapping[str, Any]) -> list[str]:
    out: list[str] = []
    for name, value in item.items():
        key = name if _KEY.fullmatch(name) else json_text(name)
        if isinstance(value, (int, float)) or (name in _DATES and isinstance(value, str) and _DATE.match(value)):
            out.append(f"{key}: {value}")
        elif isinstance(value, str):
            out += _yaml_text(key, value)
        elif isinstance(value, Mapping):
            out += [f"{key}:", *(f"  {line}" for line in _yaml_mapping(value))]
        elif all(isinstance(item, str) for item in value) and name != "sources":
            line = f"{key}: {_yaml_list(value)}"
            out += [line] if len(line) <= WIDTH else [f"{key}:", *(f"  - {yaml_scalar(item)}" for item in value)]
        else:
            out.append(f"{key}:")
            for item in value:
                lines = _yaml_mapping(item) if isinstance(item, Mapping) else [_yaml_item(item)]
                out += [f"  {line}" for line in _item(lines)]
    return out


def _yaml_item(item: Any) -> str:
    return yaml_scalar(item) if isinstance(item, str) else json_text(item)


def _plain(value: str) -> bool:
    return _PLAIN.fullmatch(value) is not None and value.lower() not in _WORDS


@lru_cache(maxsize=4096)
def yaml_scalar(value: str) -> str:
    """A text as a scalar of YAML, in quotes where need be."""
    return value if _plain(value) else _emitted({"k": value})[3:]


def _yaml_list(values: Sequence[str]) -> str:
    if all(_plain(value) for value in values):
        return f"[{', '.join(values)}]"
    return _emitted(list(values))


def _emitted(value: Any) -> str:
    import yaml

    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    flow = isinstance(value, list)
    text: str = yaml.dump(value, Dumper=dumper, allow_unicode=True, width=2**30, default_flow_style=flow)
    return text.removesuffix("\n")


def csv_cell(name: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str) or not isinstance(value, Sequence):
        return str(value)
    if all(isinstance(item, str) for item in value):
        return joined(value)
    return json.dumps(list(value), ensure_ascii=False)
