"""Make docs/reference.md from the program: its commands, fields, formats, exit statuses and environment.

python scripts/reference.py
"""

from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import typer

from tpcli.cli import COMMANDS, PROGRAM, app
from tpcli.commandline.filters import MORE
from tpcli.commandline.options import FILTER
from tpcli.errors import ReaderLeft, TpcliError, UsageError
from tpcli.output.answer import FORMATS, WHOLE
from tpcli.query.filters import FILTERS, meaning
from tpcli.query.nouns import NOUNS
from tpcli.record.fields import ALL, SHAPES

REFERENCE = Path(__file__).resolve().parent.parent / "docs" / "reference.md"

KINDS = {
    "text": "a text",
    "date": "an EDTF date as the record has it, such as `1955-02`; a table on a terminal says Feb 1955",
    "day": "a day as `YYYY-MM-DD`; empty where a date is open",
    "number": "a number",
    "list": "several texts: a list in json, jsonl and yaml, joined by `;` in csv, tsv and markdown "
    "(`\\;` is a semicolon of a text, `\\\\` a backslash)",
    "json": "mappings or a list of them; csv has a column for each of their parts, such as `value_amount` and "
    "`sources_supports`; tsv and markdown have one text",
}
"""What a field can be."""

STATUSES = (
    (0, "answered; an empty answer too, with a note on stderr"),
    (TpcliError.exit_status, "the record or the request can't be served, or `check` found errors"),
    (UsageError.exit_status, "wrong usage: an unknown option, name, field or date"),
    (130, "interrupted with Ctrl-C"),
    (ReaderLeft.exit_status, "whoever read the output went away, as with `| head`; nothing is said"),
)

ENVIRONMENT = {
    "TPCLI_DATA": "the record to ask, as `--data` says it; `--data` comes first",
    "XDG_CACHE_HOME": "an absolute path: indexes are kept in its folder `tpcli`. Without it they are in the user's "
    "own cache folder: `~/.cache`, `~/Library/Caches` on macOS, `%LOCALAPPDATA%` on Windows",
    "NO_COLOR": "not empty: no colour on a terminal",
    "FORCE_COLOR": "not empty: tables keep their colour in a pipe too (`--format table`); lines never have any",
    "PAGER": "the program that shows what is longer than the screen; empty or `cat` for none. Without it `less`, "
    "then `more`, where there is one. In a pipe, or with `TERM=dumb`, none is used",
    "COLUMNS": "how many characters wide tables and pictures are, instead of the terminal's width",
}


def main() -> None:
    """Write the file."""
    REFERENCE.write_text(reference(), encoding="utf-8", newline="\n")


def reference() -> str:
    """The whole document."""
    return "\n".join([*_head(), *_commands(), *_filters(), *_fields(), *_formats(), *_statuses(), *_environment()])


def _head() -> Iterator[str]:
    yield "# Reference"
    yield ""
    yield "Made by `python scripts/reference.py` from the program itself; what is changed here by hand is lost."
    yield ""
    yield "[Commands](#commands) · [Filters](#filters) · [Fields](#fields) · [Output formats](#output-formats) ·"
    yield "[Exit statuses](#exit-statuses) · [Environment](#environment)"
    yield ""


def _commands() -> Iterator[str]:
    group: Any = typer.main.get_command(app)
    yield "## Commands"
    yield ""
    yield f"    {PROGRAM} [OPTIONS] COMMAND [ARGUMENTS]"
    yield ""
    yield f"`{PROGRAM}` alone says what the record holds and what to try. `-h` and `--help` describe it or a command."
    yield ""
    yield from _options(group)
    yield from _examples(group)
    yield from _table(("command", ""), ((f"[{name}](#{name})", text) for name, text in COMMANDS.items()))
    for name in COMMANDS:
        yield from _command(group.get_command(None, name))


def _command(command: Any) -> Iterator[str]:
    arguments = [p for p in command.params if p.param_type_name == "argument"]
    yield f"### {command.name}"
    yield ""
    words = [argument.make_metavar(typer.Context(command)) for argument in arguments]
    yield " ".join([f"    {PROGRAM} {command.name} [OPTIONS]", *words])
    yield ""
    yield str(command.help)
    yield ""
    if any(argument.help for argument in arguments):
        shown = ((_code(a.metavar or a.human_readable_name), a.help or "") for a in arguments)
        yield from _table(("argument", ""), shown)
    yield from _options(command)
    yield from _examples(command)


def _options(command: Any) -> Iterator[str]:
    """The options, those of one panel in one table."""
    panels: dict[str, list[Any]] = {}
    for parameter in command.params:
        if parameter.param_type_name == "option" and not parameter.hidden:
            panels.setdefault(parameter.rich_help_panel or "Options", []).append(parameter)
    if panels.pop(MORE, None):
        del panels[FILTER]
        yield "Takes all [filters](#filters)."
        yield ""
    for panel, options in panels.items():
        yield from _table((panel.lower(), ""), ((_code(_spelled(option)), _told(option)) for option in options))


def _spelled(option: Any) -> str:
    names = ", ".join([*option.opts, *option.secondary_opts])
    return names if option.is_flag else f"{names} {option.metavar or option.type.name.upper()}"


def _told(option: Any) -> str:
    """What an option is for, and what its declaration says beside that."""
    said = [option.help or ""]
    if option.required:
        said.append("Required.")
    if option.multiple and "repeat" not in said[0]:
        said.append("May be repeated.")
    if option.envvar:
        said.append(f"Environment: {option.envvar}.")
    if not option.is_flag and option.default not in (None, ()) and not callable(option.default):
        said.append(f"{option.default} if not given.")
    return " ".join(said)


def _examples(command: Any) -> Iterator[str]:
    yield "```sh"
    yield from examples(command)
    yield "```"
    yield ""


def examples(command: Any) -> list[str]:
    """The example lines that a command's help ends with."""
    _, _, lines = (command.epilog or "").partition("Examples:\n")
    return [line.strip() for line in lines.splitlines()]


def _filters() -> Iterator[str]:
    yield "## Filters"
    yield ""
    yield "Every listing takes every filter. Repeating one widens: any of the values. `A+B` asks for both. Different"
    yield "filters narrow: all must hold. Words are found by code, name or alias, without regard to case and accents;"
    yield "`tpcli list` says which there are. `--not FIELD=VALUE` leaves out what `--FIELD VALUE` alone would find, and"
    yield "`--not conflicts` what `--conflicts` would."
    yield ""
    rows = [(_code(f"--{name} {filter_.metavar}".strip()), filter_.help) for name, filter_ in FILTERS.items()]
    yield from _table(("filter", ""), [*rows, ("`--not FIELD=VALUE`", "Leave out what --FIELD VALUE would find.")])
    yield "What an entry has itself is asked of it; else what hangs together with it is asked:"
    yield ""
    nouns = tuple(NOUNS)
    yield from _table(
        ("filter", *nouns), ((_code(f"--{name}"), *(meaning(name, noun) for noun in nouns)) for name in FILTERS)
    )
    yield "- **Of a stage**: one stage of the deal has all that is asked of a stage at once, within the dates asked"
    yield "  for and by the day of `--as-of`. What a deal may have itself (organisations, sources, text, conflicts)"
    yield "  that stage need not have."
    yield "- **Of their evidence**, **of what cites them**: one event, deal or fact has all that is asked of it at"
    yield "  once. With `--verdict` or `--claimed-by`, what cites a source is a fact."
    yield "- **As of** a day: a deal is what it was then, and stages that came later do not count. What only hangs"
    yield "  together with deals answers where one of them had begun by then."
    yield "- Facts and sources have no organisations of their own, and sources no `conflicts`: those of their evidence"
    yield "  and of what cites them count. `today` and `export` choose events, `cite` sources; `search` asks each noun."
    yield ""


def _fields() -> Iterator[str]:
    yield "## Fields"
    yield ""
    yield "`--fields` picks and orders them, `--sort` orders by one that is a text, date, day or number. Where none are"
    yield f"named, {_listed(WHOLE)} hold all that the record holds and what follows from it, lines in a pipe and"
    yield "markdown the fields named here, a list those of the table, and a table what fits. `--fields all` is"
    yield "every field; `+A,-B` the usual ones with A and without B. Fields marked with * are worked out: a record"
    yield "that was made of answers is read without them."
    yield "[record.md](record.md) says how the record's own are to be filled in."
    yield ""
    yield from _table(("kind", ""), KINDS.items())
    for noun in NOUNS.values():
        yield f"### Fields of {noun.name}"
        yield ""
        yield f"In a pipe: `{','.join(noun.line)}`"
        yield ""
        rows = [
            (_code(field.name) + ("" if field.given else " *"), SHAPES[field.shape].kind, field.meaning)
            for field in ALL[noun.name]
        ]
        yield from _table(("field", "kind", ""), rows)


def _formats() -> Iterator[str]:
    yield "## Output formats"
    yield ""
    yield "`--format` takes one of these; without it a terminal gets table and a pipe gets tsv. All but table are UTF-8"
    yield "with plain newlines, whatever the system. `export` has formats of its own, which [exports.md](exports.md)"
    yield "describes."
    yield ""
    yield from _table(("format", ""), ((_code(name), _first(f"tpcli.output.{name}")) for name in FORMATS))


def _first(module: str) -> str:
    """The first paragraph of a module's docstring, on one line."""
    return " ".join((import_module(module).__doc__ or "").partition("\n\n")[0].split())


def _statuses() -> Iterator[str]:
    yield "## Exit statuses"
    yield ""
    yield "Stdout is the answer. Notes, warnings, progress and errors go to stderr."
    yield ""
    yield from _table(("status", ""), ((str(status), text) for status, text in STATUSES))


def _environment() -> Iterator[str]:
    yield "## Environment"
    yield ""
    yield from _table(("variable", ""), ((_code(name), text) for name, text in ENVIRONMENT.items()))


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """A table of Markdown. A `|` within a cell is escaped, in code too."""
    yield _row(head)
    yield _row(["---"] * len(head))
    yield from map(_row, rows)
    yield ""


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _code(text: str) -> str:
    return f"`{text}`"


def _listed(words: Sequence[str]) -> str:
    return f"{', '.join(words[:-1])} and {words[-1]}"


if __name__ == "__main__":
    main()
