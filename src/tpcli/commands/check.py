"""tpcli check: every problem of a record in one run, each with its file, line and column."""

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer

from tpcli.commandline import options as o
from tpcli.commandline.asking import format_of, record_of
from tpcli.commandline.prompt import answer
from tpcli.environment import here
from tpcli.environment import is_terminal as are_terminals
from tpcli.errors import UsageError
from tpcli.output.answer import emit, is_terminal, note, plain_answer, stdout
from tpcli.query.nouns import Column
from tpcli.record.problems import Problem
from tpcli.record.reading.files import STDIN
from tpcli.text.nearest import Unknown
from tpcli.text.safe import plain

EXAMPLES = (
    "tpcli check",
    "echo '- {date: 1955-02, title: A pact}' | tpcli check - --ignore no-source --ignore no-summary",
    "tpcli --data my-record check --fix --dry-run",
    "tpcli check --format github",
    "tpcli check --also unarchived",
    "tpcli check --list",
)

FORMATS = ("text", "json", "github")

MOST_ALIKE = 10
"""Warnings of one kind that a terminal shows: the others are counted, so that they drown nothing."""


def _codes(incomplete: str) -> list[str]:
    from tpcli.record.checks import warnings

    return [code for code in warnings() if code.startswith(incomplete)]


def _codes_off(incomplete: str) -> list[str]:
    from tpcli.record.checks import OFF

    return [code for code in OFF if code.startswith(incomplete)]


Place = Annotated[
    str | None,
    typer.Argument(
        metavar="[PATH]",
        help="A file or folder; - for standard input. The record asked, if left out.",
        show_default=False,
    ),
]
Ignore = Annotated[
    list[str] | None,
    typer.Option(
        "--ignore",
        metavar="CODE",
        help="Leave out the warnings of that kind, such as no-source; repeat for more. A record says the same "
        "for good with record: {ignore: [no-source]}.",
        autocompletion=_codes,
        show_default=False,
    ),
]
Fix = Annotated[
    bool,
    typer.Option(
        "--fix",
        help="Mend what can be mended alone: the order of events, spellings of countries and other known words, "
        "dates as people write them, letters with their marks apart.",
        show_default=False,
    ),
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Show what --fix would change, and write nothing.", show_default=False)
]
Yes = Annotated[bool, typer.Option("--yes", help="Write what --fix changes without asking.", show_default=False)]
Listing = Annotated[bool, typer.Option("--list", help="Name every check, with a line of why.")]
Also = Annotated[
    list[str] | None,
    typer.Option(
        "--also",
        metavar="CODE",
        help="Ask this too, which is off otherwise: unarchived.",
        autocompletion=_codes_off,
        show_default=False,
    ),
]
ProblemFormat = Annotated[
    str | None,
    typer.Option(
        "--format",
        metavar="FORMAT",
        help="text, json or github (for a workflow there); with --list as for other commands.",
        autocompletion=o.one_of(FORMATS),
        rich_help_panel=o.OUTPUT,
        show_default=False,
    ),
]


def run(
    ctx: typer.Context,
    path: Place = None,
    ignore: Ignore = None,
    fix: Fix = False,
    dry_run: DryRun = False,
    yes: Yes = False,
    list_: Listing = False,
    also: Also = None,
    format_: ProblemFormat = None,
) -> None:
    """Every problem of a record in one run, each with file, line and column.

    Errors are what can't be read or can't be true; a record that has one answers no question, and the exit status
    is 1. Warnings are what an editor would ask about; with warnings alone the exit status is 0. Errors come first.

    --fix shows the lines that it changes, and on a terminal asks before it writes. All other bytes stay as they are;
    what is to be written is read again first.
    """
    from tpcli.index.check import check
    from tpcli.record.checks import CHECKS, OFF

    if list_:
        columns = [Column(name, "") for name in ("code", "severity", "why")]
        listed = [(c.code, c.severity, c.why + ("" if c.usual else f" (--also {c.code})")) for c in CHECKS.values()]
        emit(plain_answer("checks", columns, listed), format_of(format_))
        return
    chosen = (format_ or "text").lower()
    if chosen not in FORMATS:
        raise Unknown("format", format_ or chosen, FORMATS, "formats", where=" of problems")
    for code in also or ():
        if code not in OFF:
            raise Unknown("check", code, OFF, "checks", where=" that is off")
    ignored = _ignored(ignore or ())
    if (dry_run or yes) and not fix:
        raise UsageError(f"--{'dry-run' if dry_run else 'yes'} goes with --fix")
    location = path if path is not None else record_of(ctx)
    if fix and not _fixed(location, dry_run=dry_run, yes=yes):
        return
    problems = [problem for problem in check(location, also=also or ()) if problem.code not in ignored]
    if chosen == "json":
        emit(plain_answer("problems", [Column(name, "") for name in Problem._fields], problems), "json")
    elif chosen == "github":
        stdout().writelines(f"{_as_command(problem)}\n" for problem in problems)
    else:
        _tell(sorted(problems, key=lambda problem: problem.severity != "error"))
    note(summary(problems))
    wrong = {problem.file for problem in problems if problem.severity == "error"}
    if wrong:
        from tpcli.record.importing.recognising import advice

        if said := advice(wrong):
            note(said)
        raise typer.Exit(1)


def _ignored(codes: Sequence[str]) -> set[str]:
    """The codes of the warnings that are to be left out. Raises UsageError for what is no warning."""
    from tpcli.record.checks import CHECKS, warnings

    for code in codes:
        if code not in warnings():
            if code in CHECKS:
                raise UsageError(f"--ignore {code}: that is an error, which can't be left out, for no answer is right")
            raise Unknown("warning", code, warnings(), rest="; tpcli check --list names them all")
    return set(codes)


def summary(problems: Sequence[Problem]) -> str:
    """`2 errors, 3 warnings (2 no-source, 1 no-summary)`."""
    counts = []
    for severity in ("error", "warning"):
        n = sum(problem.severity == severity for problem in problems)
        counts.append(f"{n or 'no'} {severity}{'' if n == 1 else 's'}")
    kinds = Counter(problem.code for problem in problems if problem.severity == "warning")
    each = ", ".join(f"{n} {code}" for code, n in kinds.most_common())
    return ", ".join(counts) + (f" ({each})" if len(kinds) > 1 else "")


# As text


def _tell(problems: Sequence[Problem]) -> None:
    """Write the problems, errors first, a line each; on a terminal in colour and broken between words."""
    if not is_terminal():
        stdout().writelines(f"{_line(problem)}\n" for problem in problems)
        return
    from tpcli.terminal.problems import Line, print_problems

    lines = [Line(_place(problem), problem.severity, problem.code, _line(problem)) for problem in problems]
    print_problems(stdout(), lines, MOST_ALIKE)


def _place(problem: Problem) -> str:
    return plain(f"{problem.file}:{problem.line}:{problem.column}: ")


def _line(problem: Problem) -> str:
    """`file:line:column: severity: code: message`."""
    return f"{_place(problem)}{problem.severity}: {problem.code}: {plain(' '.join(problem.message.splitlines()))}"


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


# Mending


def _fixed(location: str | None, *, dry_run: bool, yes: bool) -> bool:
    """Mend what can be, after showing it; whether the record is to be looked through then."""
    from tpcli.index.check import looked_through
    from tpcli.record.writing.lock import locked
    from tpcli.record.writing.mending import mended
    from tpcli.signals import ended_by_signals
    from tpcli.text.newfiles import replace_files

    if location is None or location == STDIN:
        raise UsageError("--fix changes a record of your own: name its file or folder")
    files = mended(location, looked_through)
    for file, old, new in files:
        _show(_changed_lines(file.name, old, new))
    if not files:
        note("there is nothing that can be mended alone")
        return not dry_run
    if dry_run:
        note("nothing was written")
        return False
    asked = not yes and are_terminals(here().stdin, here().stdout, here().stderr)
    if asked and answer("Write this? [y/N] ").strip().lower() not in ("y", "yes"):
        note("nothing was written")
        return False
    changes = {Path(os.path.realpath(file.path or "")): (old, new) for file, old, new in files}
    with ended_by_signals(), locked(*changes):
        replace_files(changes)
    for file, *_ in files:
        note(plain(f"{file.name}: mended"))
    return True


def _changed_lines(name: str, old: bytes, new: bytes) -> Iterator[str]:
    """The lines that change, as `diff -u` shows them."""
    from difflib import unified_diff

    before, after = (content.decode("utf-8-sig", "replace").split("\n") for content in (old, new))
    return unified_diff(before, after, name, f"{name} (mended)", n=1, lineterm="")


def _show(lines: Iterator[str]) -> None:
    if not is_terminal():
        stdout().writelines(f"{plain(line.rstrip())}\n" for line in lines)
        return
    from tpcli.terminal.problems import print_changes

    print_changes(stdout(), lines)
