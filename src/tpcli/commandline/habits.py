"""What people type from habit, as this program reads it: `--json`, `help deals`, `--data` behind the command."""

import re
import sys
from collections.abc import Sequence

from tpcli.environment import here

FORMATTED = ("timeline", "deals", "facts", "show", "search", "sources", "list", "stats", "today", "sql")
"""The commands whose answers leave in any format."""
FORMATS = {f"--{name}": name for name in ("table", "tsv", "csv", "json", "jsonl", "markdown", "yaml")}
ASKING = (*FORMATTED, "browse", "chart", "report", "export", "cite", "add", "check")
"""The commands that ask a record or change it."""


def written(arguments: Sequence[str]) -> list[str]:
    """A command line as the program reads it; what it does not know stays as it is."""
    words = list(arguments)
    at = _command(words)
    if at is None:
        return words
    if words[at] == "help":
        return [*words[:at], *words[at + 1 : at + 2], "--help"]
    name, rest, data = words[at], list[str](), list[str]()
    behind = iter(words[at + 1 :])
    for word in behind:
        if word == "--":
            rest += [word, *behind]
        elif word == "--data":
            value = next(behind, None)
            data += [] if value is None else [word, value]
            rest += [word] if value is None else []
        elif word.startswith("--data="):
            data.append(word)
        elif word in FORMATS and name in FORMATTED:
            rest += ["--format", FORMATS[word]]
        else:
            rest.append(word)
    return [*words[:at], *data, name, *rest]


def _command(words: Sequence[str]) -> int | None:
    """Where the command is named; None where it is not."""
    at = 0
    while at < len(words) and words[at].startswith("-"):
        at += 2 if words[at] == "--data" else 1
    return at if at < len(words) else None


def advised(text: str) -> str:
    """What is said, with the record that was named in each command that it advises."""
    data = _named(written(here().arguments))
    if data is None or "tpcli " not in text:
        return text
    import shlex

    quoted = f'"{data}"' if sys.platform == "win32" else shlex.quote(data)
    commands = "|".join(ASKING)
    return re.sub(rf"\btpcli (?=(?:{commands})\b)", lambda _: f"tpcli --data {quoted} ", text)


def _named(words: Sequence[str]) -> str | None:
    """The record that a command line names before its command."""
    for at, word in enumerate(words[: _command(words)]):
        if word == "--data" and at + 1 < len(words):
            return words[at + 1]
        if word.startswith("--data="):
            return word.partition("=")[2]
    return None
