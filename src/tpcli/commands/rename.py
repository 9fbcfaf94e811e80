"""tpcli rename: another id for an entry, or another word of the vocabulary, wherever the record names it."""

import os
from pathlib import Path
from typing import Annotated

import typer

from tpcli.commandline import options as o
from tpcli.commandline.asking import record_of
from tpcli.errors import UsageError
from tpcli.index.load import load
from tpcli.output.answer import note, stdout
from tpcli.record.reading.files import STDIN, places, record_files
from tpcli.record.writing.lock import locked
from tpcli.record.writing.renaming import renamed
from tpcli.signals import ended_by_signals
from tpcli.text.collector import collector_paused
from tpcli.text.newfiles import replace_files
from tpcli.text.safe import plain

EXAMPLES = (
    "tpcli --data my.yaml rename pact baghdad-pact",
    "tpcli --data my.yaml rename pact baghdad-pact --why 'named after where it was signed'",
    "tpcli --data my.yaml rename theme=trade commerce",
)


def run(
    ctx: typer.Context,
    old: Annotated[
        str,
        typer.Argument(
            metavar="OLD",
            help="The id of an entry; or a word of the vocabulary, as theme=trade where an entry is called so too.",
            autocompletion=o.ids,
        ),
    ],
    new: Annotated[str, typer.Argument(metavar="NEW", help="What it is to be called.")],
    why: Annotated[
        str | None,
        typer.Option(
            "--why",
            metavar="TEXT",
            help="Keep the old id known, for this reason: show and the pages lead on from it.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Call an entry, or a word of the vocabulary, otherwise wherever your record names it.

    That is in events, deals, facts, sources and what is retired; and of a word, in every field that holds it. What is
    not concerned stays as it is, byte for byte: comments, quotes, the order of fields. The whole record is read again
    before anything is written, and all files change or none does. Prints the files that changed.
    """
    location = record_of(ctx)
    if location is None:
        raise UsageError("rename changes a record of your own: name it with --data PATH")
    if STDIN in places(location):
        raise UsageError("rename can't change standard input: name a file or a folder with --data PATH")
    if why is not None and not why.strip():
        raise UsageError("--why says nothing: give a reason, or leave it out")
    files = [Path(os.path.realpath(file.path)) for file in record_files(location) if file.path]
    with ended_by_signals(), locked(*files), collector_paused():
        done = renamed(location, old, new, why and why.strip(), load)
        replace_files({Path(os.path.realpath(file.path or "")): (held, new_) for file, held, new_ in done.changed})
    if why is None and done.entry:
        note(f"'{plain(old)}' is known no more: with --why TEXT, show and the pages lead on from it")
    stdout().writelines(f"{plain(file.name)}\n" for file, *_ in done.changed)
