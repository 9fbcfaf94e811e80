"""A YAML list of mappings, in the form of the record's own files."""

import json
from typing import Any, TextIO

import yaml

from tpcli.output.answer import Answer


class _Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]
    """Writes no anchors: what is equal in two places is written twice."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def write(answer: Answer, out: TextIO) -> int:
    """Write the rows, one document in all."""
    n = 0
    for text in answer.objects():
        out.write(dump([json.loads(text)]))
        n += 1
    if not n:
        out.write("[]\n")
    return n


def dump(value: Any) -> str:
    """A value as YAML text, keys in their order, unescaped but for what can't stand in YAML."""
    text: str = yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=110)
    return text
