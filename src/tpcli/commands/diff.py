"""tpcli diff: what differs between two records, or between a record and what it was at a revision of git."""

from collections.abc import Sequence
from contextlib import ExitStack
from typing import Annotated

import typer

from tpcli.commandline import options as o
from tpcli.commandline.asking import SCREEN, format_of, record_of
from tpcli.commandline.comparing import State, as_it_is, as_it_was, between
from tpcli.errors import UsageError
from tpcli.output.answer import emit, note
from tpcli.query.differences import count

EXAMPLES = (
    "tpcli --data my.yaml diff",
    "tpcli --data my.yaml diff --rev v0.1.0 --format markdown",
    "tpcli diff older.yaml newer.yaml",
    "tpcli diff older.yaml newer.yaml --format jsonl | jq -r 'select(.change == \"new\") | .id'",
)

MOST_NAMED = 10
"""How many of the ids that vanished a note names."""


def run(
    ctx: typer.Context,
    old: Annotated[
        str | None,
        typer.Argument(metavar="[OLD]", help="A record: a file or folder, - for stdin.", show_default=False),
    ] = None,
    new: Annotated[
        str | None, typer.Argument(metavar="[NEW]", help="The record to compare it with.", show_default=False)
    ] = None,
    rev: Annotated[
        str | None,
        typer.Option(
            "--rev",
            metavar="REV",
            help="Compare one record with what it was at a tag, branch or commit of git (HEAD if not given); A..B "
            "compares two of those.",
            show_default=False,
        ),
    ] = None,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="End with status 1 where anything differs, as git diff does.")
    ] = False,
    check: Annotated[
        bool, typer.Option("--check", help="End with status 1 where an id vanished: neither renamed nor retired.")
    ] = False,
    format_: o.Format = None,
    bom: o.Bom = False,
    header: o.Header = False,
) -> None:
    """What differs between two records, or between one and what it was: entries that are new, gone or changed.

    Without OLD and NEW it is the record asked (--data) that is compared with its state at the last commit, or at --rev;
    OLD alone names another record. Every field that changed has a row, with its old and its new value; what is new or
    gone has one row, and all its fields in json, jsonl and yaml. The order and the layout of files make no difference,
    so a folder of CSV can be compared with a file of YAML.

    An entry with another id is renamed where `retired` of the record says so, or where it holds just what it did. A
    gone id is retired where the record says so; else it vanished, and a note says which. The exit status is 0, as that
    of git diff, unless --exit-code or --check is given.
    """
    chosen = format_of(format_, bom=bom)
    if new is not None and rev is not None:
        raise UsageError("--rev is for one record: leave NEW out")
    with ExitStack() as stack:
        if new is not None:
            was, now = as_it_is(old), as_it_is(new)
        else:
            was, now = _at(stack, old if old is not None else record_of(ctx), rev or "HEAD")
        found = between(was, now)
        from tpcli.output.differences import answer_of, told

        vanished = [one.id for one in found if one.vanished]
        footer = [*told(count(found), vanished), f"from {was.name} to {now.name}"]
        people = chosen in (*SCREEN, "markdown")
        answer = answer_of(found, people=people, header=header, footer=lambda: footer)
        if not emit(answer, chosen, bom=bom):
            note(f"no differences between {was.name} and {now.name}")
    _tell(vanished)
    if (exit_code and found) or (check and vanished):
        raise typer.Exit(1)


def _at(stack: ExitStack, place: str | None, rev: str) -> tuple[State, State]:
    """A record at a revision and as it is now, or at two revisions."""
    first, dots, second = rev.partition("..")
    older = as_it_was(stack, place, first or "HEAD")
    return older, as_it_was(stack, place, second or "HEAD") if dots else as_it_is(place)


def _tell(vanished: Sequence[str]) -> None:
    """Say which ids are gone that nothing is said of."""
    if not vanished:
        return
    named = ", ".join(vanished[:MOST_NAMED]) + (", ..." if len(vanished) > MOST_NAMED else "")
    ids = "1 id" if len(vanished) == 1 else f"{len(vanished):,} ids"
    note(f"{ids} vanished, neither renamed nor retired: {named}; record: retired keeps them known")
