"""The lines of `--cite` under an answer, so that a reader can ask the same again and see that it is the same."""

import sqlite3
from collections.abc import Iterable, Sequence

from tpcli.dates.readable import human
from tpcli.environment import here
from tpcli.output.answer import counted, is_terminal, say, stdout
from tpcli.query.about import SHORT, about, edition, fingerprint, fingerprint_of_ids
from tpcli.query.nouns import NOUNS
from tpcli.query.question import Question
from tpcli.query.sql import rows
from tpcli.text.safe import plain
from tpcli.text.shell import pasted


def cite(connection: sqlite3.Connection, noun: str, ids: Iterable[str], typed: Sequence[str] | None = None) -> None:
    """Say the record and its edition, how many rows there are and the fingerprint of their ids, and the command.

    On a terminal that is below the answer, else on stderr. `noun` is what the rows are, in the plural; rows without an
    id are fingerprinted as they are. `typed` are the arguments of the command, where it took some from its input.
    """
    from tpcli import __version__

    held = sorted(ids)
    of = "the rows" if noun == "rows" else "their ids"
    mark = f"fingerprint of {of} {fingerprint_of_ids(held)[:SHORT]}"
    asked = f"asked on {human(here().today().isoformat())} with tpcli {__version__}"
    said = about(connection)
    lines = (
        f"{said.title or 'A record'}, {edition(said, fingerprint(connection))}",
        f"{counted(len(held), noun)}, {mark}; {asked}:",
        command(here().arguments if typed is None else typed),
    )
    for line in lines:
        if is_terminal():
            stdout().write(plain(line) + "\n")
        else:
            say(plain(line))


def cite_question(connection: sqlite3.Connection, noun: str, question: Question) -> None:
    """Cite the answer whose rows are the entries of a noun that answer a question."""
    cite(connection, noun, (id_ for (id_,) in rows(connection, noun, question, [NOUNS[noun].columns["id"]])))


def command(arguments: Sequence[str]) -> str:
    """The command line with these arguments, for a shell, with the record that the environment names."""
    data = here().variables.get("TPCLI_DATA")
    named = any(argument == "--data" or argument.startswith("--data=") for argument in arguments)
    words = ["tpcli", *(["--data", data] if data and not named else []), *arguments]
    return pasted(*words)
