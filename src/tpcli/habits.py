"""Options and words typed from habit, and what is made of them: `--json`, `help deals`, `--data` behind the command."""

import re
import sys
from collections.abc import Sequence

from tpcli.environment import here

FORMATTED = ("timeline", "deals", "facts", "show", "search", "sources", "list", "stats", "today", "sql")
"""The commands whose answers leave in any format."""
LISTINGS = ("timeline", "deals", "facts", "sources")
FORMATS = {f"--{name}": name for name in ("table", "tsv", "csv", "json", "jsonl", "markdown", "yaml")} | {
    "--md": "markdown", "--ndjson": "jsonl", "--yml": "yaml",
}  # fmt: skip
ASKING = (*FORMATTED, "browse", "chart", "report", "export", "cite", "add", "check")
"""The commands that ask a record or change it."""


def written(arguments: Sequence[str]) -> list[str]:
    """A command line as the program reads it; what it does not know stays as it is."""
    words = list(arguments)
    at = command_at(words)
    if at is None:
        return words if words != ["-V"] else ["--version"]
    if words[at] == "help":
        return [*words[:at], *(word for word in words[at + 1 : at + 2] if word != "help"), "--help"]
    if words[at:] == ["version"]:
        return [*words[:at], "--version"]
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
        else:
            rest += _option(name, word)
    name, rest = _order(name, rest)
    return [*words[:at], *data, name, *rest]


def _option(name: str, word: str) -> list[str]:
    """An option as the command knows it: `--json` and `-f` for `--format`, `-5` for `--limit 5`, `--as_of`."""
    if word.startswith("--") and "_" in word.partition("=")[0]:
        option, equals, value = word.partition("=")
        word = option.replace("_", "-") + equals + value
    if name in FORMATTED:
        if word in FORMATS:
            return ["--format", FORMATS[word]]
        if word == "-f" and name != "search":
            return ["--format"]
        if name != "search" and word[:1] == "-" and word[1:].isdecimal():
            return ["--limit", word[1:]]
    if name == "chart" and word.partition("=")[0] in ("-o", "--output"):
        return [word.replace("--output", "--save").replace("-o", "--save")]
    return [word]


def _order(name: str, rest: list[str]) -> tuple[str, list[str]]:
    """A command and its words: `deals show X` for `show X`, `deals all` for `deals`."""
    if rest == ["help"] and name not in ("search", "sql", "show"):
        return name, ["--help"]
    if name in LISTINGS and rest[:1] in (["all"], ["list"], ["ls"]) and all(word[:1] == "-" for word in rest[1:2]):
        return name, rest[1:]
    if name in LISTINGS and rest[:1] == ["show"] and len(rest) > 1:
        return "show", rest[1:]
    return name, rest


def command_at(words: Sequence[str]) -> int | None:
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
    before = iter(words[: command_at(words)])
    for word in before:
        if word == "--data":
            named += [value for value in [next(before, None)] if value is not None]
        elif word.startswith("--data="):
            named.append(word.partition("=")[2])
    return named
