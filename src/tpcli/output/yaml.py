"""A YAML list of mappings, in the form of the record's own files."""

import re
from decimal import Decimal
from typing import Any, TextIO

import yaml

from tpcli.output.answer import Answer
from tpcli.text.json import Json
from tpcli.text.numbers import digits, loaded
from tpcli.text.safe import escaped, is_clean


class _Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]
    """Writes no anchors: what is equal in two places is written twice. Controls are escapes, within quotes."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(dumper: Any, text: str) -> Any:
    style = None if is_clean(text.replace("\n", " ").replace("\t", " ")) else '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _number(dumper: Any, number: Decimal) -> Any:
    return dumper.represent_scalar("tag:yaml.org,2002:float", digits(number))


_Dumper.add_representer(str, _text)
_Dumper.add_representer(Decimal, _number)
# PyYAML quotes most of what YAML 1.1 takes for another type than text. The rest of that, and of what 1.2 does (its core
# schema, 10.3.2), is quoted by these.
_Dumper.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"[yYnN]$"), list("yYnN"))
_Dumper.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"(0o[0-7]+|[-+]?[0-9]+|0x[0-9a-fA-F]+)$"), None)
_Dumper.add_implicit_resolver(
    "tag:yaml.org,2002:float", re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$"), None
)


def write(answer: Answer, out: TextIO) -> int:
    """Write the rows, one document in all."""
    n = 0
    for text in answer.objects():
        out.write(dump([loaded(text)]))
        n += 1
    if not n:
        out.write("[]\n")
    return n


def dump(value: Json) -> str:
    """A value as YAML text, keys in order, escaped only where YAML can't hold a character or it moves a terminal."""
    text: str = yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=110)
    return escaped(text)
