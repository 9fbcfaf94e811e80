"""Options and words typed from habit, and what is made of them: `--json`, `help deals`, `--data` behind the command."""

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
    """A message with `--data`, if it was given, added to each command that the message advises."""
    named = _named(written(here().arguments))
    if not named or "tpcli " not in text:
        return text
    import shlex

    options = " ".join(f'--data "{d}"' if sys.platform == "win32" else f"--data {shlex.quote(d)}" for d in named)
    commands = "|".join(ASKING)
    return re.sub(rf"\btpcli (?=(?:{commands})\b)", lambda _: f"tpcli {options} ", text)


def _named(words: Sequence[str]) -> list[str]:
    """The records that a command line names before its command."""
    named = []
    before = iter(words[: _command(words)])
    for word in before:
        if word == "--data":
            named += [value for value in [next(before, None)] if value is not None]
        elif word.startswith("--data="):
            named.append(word.partition("=")[2])
    return named
