"""tpcli check: every problem of a record in one run, each with its file, line and column."""

from collections.abc import Sequence
from typing import Annotated

import typer

from tpcli.commandline import options as o
from tpcli.commandline.asking import format_of, record_of
from tpcli.output.answer import emit, note, plain_answer, stdout
from tpcli.query.nouns import Column
from tpcli.record.problems import Problem
from tpcli.text.nearest import Unknown
from tpcli.text.safe import plain

EXAMPLES = (
    "tpcli check",
    "echo '- {date: 1955-02, title: A pact}' | tpcli check -",
    "tpcli check --format github",
    "tpcli check --list",
)

FORMATS = ("text", "json", "github")


def _formats(incomplete: str) -> list[str]:
    return [name for name in FORMATS if name.startswith(incomplete)]


def run(
    ctx: typer.Context,
    path: Annotated[
        str | None,
        typer.Argument(
            metavar="[PATH]",
            help="A file or folder; - for standard input. The record asked, if left out.",
            show_default=False,
        ),
    ] = None,
    list_: Annotated[bool, typer.Option("--list", help="Name every check, with a line of why.")] = False,
    format_: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="FORMAT",
            help="text, json or github (for a workflow there); with --list as for other commands.",
            autocompletion=_formats,
            rich_help_panel=o.OUTPUT,
            show_default=False,
        ),
    ] = None,
) -> None:
    """Every problem of a record in one run, each with file, line and column.

    Errors are what can't be read or can't be true; a record that has one answers no question, and the exit status
    is 1. Warnings are what an editor would ask about; with warnings alone the exit status is 0.
    """  # fmt: skip
    from tpcli.index.check import check
    from tpcli.record.checks import CHECKS

    if list_:
        columns = [Column(name, "") for name in ("code", "severity", "why")]
        emit(plain_answer("checks", columns, [c[:3] for c in CHECKS.values()]), format_of(format_))
        return
    chosen = (format_ or "text").lower()
    if chosen not in FORMATS:
        raise Unknown("format", format_ or chosen, FORMATS, "formats", where=" of problems")
    problems = check(path if path is not None else record_of(ctx))
    if chosen == "json":
        emit(plain_answer("problems", [Column(name, "") for name in Problem._fields], problems), "json")
    else:
        stdout().writelines(f"{_as_command(p) if chosen == 'github' else plain(str(p))}\n" for p in problems)
    note(summary(problems))
    if any(problem.severity == "error" for problem in problems):
        raise typer.Exit(1)


def summary(problems: Sequence[Problem]) -> str:
    """`2 errors, 1 warning`."""
    counts = []
    for severity in ("error", "warning"):
        n = sum(problem.severity == severity for problem in problems)
        counts.append(f"{n or 'no'} {severity}{'' if n == 1 else 's'}")
    return ", ".join(counts)


def _as_command(problem: Problem) -> str:
    """A problem as a workflow command of GitHub Actions, which shows it beside the line.

    Its documentation leaves the escapes out; they are those of `@actions/core`, command.ts: in a message %, CR and LF,
    in a property also : and , .
    """
    file, line, column, severity, code, message = problem
    name = _escaped(plain(file)).replace(":", "%3A").replace(",", "%2C")
    return f"::{severity} file={name},line={line},col={column},title={code}::{_escaped(plain(message))}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
