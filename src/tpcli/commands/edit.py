"""tpcli edit: an entry of a record of one's own in the user's editor, checked when that closes."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from tpcli.commandline import options as o
from tpcli.commandline.asking import ids_of, index_of, record_of
from tpcli.environment import here, is_terminal
from tpcli.errors import TpcliError, UsageError
from tpcli.index.check import check
from tpcli.output.answer import note, say
from tpcli.query.finding import place_of
from tpcli.record.problems import Problem, RecordError
from tpcli.record.reading.files import STDIN, RecordFile, places, record_files
from tpcli.record.reading.record import found_by_id
from tpcli.terminal.editor import edit, editor_of
from tpcli.text.safe import plain

EXAMPLES = ("tpcli --data my.yaml edit pact", "EDITOR='code --wait' tpcli --data my.yaml edit pact")


def run(
    ctx: typer.Context,
    id_: Annotated[
        str,
        typer.Argument(metavar="ID", help="An event, deal, fact or source, as show takes it.", autocompletion=o.ids),
    ],
) -> None:
    """Open your editor at an entry of your record, and check the record when it closes.

    The editor is that of VISUAL or EDITOR. What is wrong is said with its place; on a terminal you may edit again. The
    exit status is 1 while the record has errors. A record that can't be read is opened where the entry is all the same,
    or at its first error.
    """
    location = record_of(ctx)
    if location is None:
        raise UsageError("edit changes a record of your own: name it with --data PATH")
    if STDIN in places(location):
        raise UsageError("edit can't change standard input: name a file or a folder with --data PATH")
    spot = _spot(ctx, location, id_)
    path, line = Path(os.path.realpath(spot.file.path or "")), spot.line
    editor = editor_of(here().variables)
    before = path.read_bytes()
    while True:
        edit(editor, path, line)
        after = path.read_bytes()
        if after == before:
            note("nothing was changed")
        problems = check(location)
        errors = [problem for problem in problems if problem.severity == "error"]
        for problem in errors or _of_lines(problems, spot, before, after):
            say(plain(str(problem)))
        if not errors:
            return
        if not is_terminal(here().stdin, here().stderr) or not _again():
            number = "an error" if len(errors) == 1 else f"{len(errors):,} errors"
            raise TpcliError(f"the record has {number}: until that is mended it answers nothing")
        line = next((problem.line for problem in errors if problem.file == spot.file.name), line)


class _Spot(NamedTuple):
    """Where an entry is."""

    file: RecordFile
    line: int
    """From 1."""


def _spot(ctx: typer.Context, location: str, typed: str) -> _Spot:
    """Where the entry is that is meant. Raises UsageError where it is none."""
    files = record_files(location)
    try:
        connection = index_of(ctx)
    except RecordError as error:
        found = found_by_id(location, typed)
        if found:
            return _Spot(files[found[0]], found[1])
        first = error.problems[0]
        note("the record can't be read: this is its first error")
        say(plain(str(first)))
        return _Spot(next((file for file in files if file.name == first.file), files[0]), first.line)
    number, line = place_of(connection, ids_of(connection, [typed])[0])
    return _Spot(files[number], line)


def _of_lines(problems: Sequence[Problem], spot: _Spot, before: bytes, after: bytes) -> list[Problem]:
    """The warnings of the lines that changed, and of the entry's first."""
    old, new = before.split(b"\n"), after.split(b"\n")
    same = next(
        (n for n, pair in enumerate(zip(old, new, strict=False)) if pair[0] != pair[1]), min(len(old), len(new))
    )
    rest = next((n for n, pair in enumerate(zip(old[::-1], new[::-1], strict=False)) if pair[0] != pair[1]), 0)
    lines = range(min(spot.line, same + 1), max(spot.line, len(new) - rest) + 1)
    return [problem for problem in problems if problem.file == spot.file.name and problem.line in lines]


def _again() -> bool:
    say("Edit again? [Y/n] ", end="")
    answers = here().stdin
    answer = answers.readline() if answers else ""
    return bool(answer) and answer.strip().lower() in ("", "y", "yes")
