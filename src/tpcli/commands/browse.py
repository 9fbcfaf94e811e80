"""tpcli browse: pick and read without leaving the terminal."""

import os
import sqlite3
from pathlib import Path
from typing import Annotated

import typer

from tpcli.commandline.asking import index_of
from tpcli.commandline.filters import Asked, takes_filters
from tpcli.commandline.picking import picked
from tpcli.environment import here, is_terminal, size
from tpcli.errors import UsageError
from tpcli.output.answer import stdout
from tpcli.query.browsing import View, address, listed, view
from tpcli.query.details import details
from tpcli.text.safe import plain

EXAMPLES = (
    "tpcli browse",
    "tpcli browse --type naval | xargs tpcli cite",
    "tpcli browse --theme nuclear --from 1970",
)

DATE = 17
"""How wide dates are in the list."""


@takes_filters(words=True)
def run(
    ctx: typer.Context,
    *,
    asked: Asked,
    inside: Annotated[
        str | None, typer.Option("--inside", hidden=True, help="Answers fzf; a view is kept in that file.")
    ] = None,
) -> None:
    """Pick and read: a list on one side, the page of an entry on the other.

    What is typed narrows the list, as tpcli search does.

    Enter prints the ids of what was chosen, so that it ends a pipe; Tab marks several. Ctrl-A, E, D, F and S list all,
    events, deals, facts and sources; Ctrl-O opens the address of a source; the right arrow follows to what hangs
    together with an entry, the left one goes back.

    Needs fzf, which the extra named browse brings.
    """
    if inside is not None:
        _answer(ctx, asked.without_words(), Path(inside), list(asked.words))
        return
    if not is_terminal(here().stderr):
        narrowed = f", as tpcli timeline --match '{' '.join(asked.words)}' does" if asked.words else ""
        raise UsageError(
            f"tpcli browse is for a terminal; in a pipe tpcli search and tpcli timeline list ids{narrowed}"
        )
    from tpcli.terminal.picker import pick

    for id_ in picked(ctx, asked, pick):
        stdout().write(plain(id_) + "\n")


def _answer(ctx: typer.Context, asked: Asked, state: Path, step: list[str]) -> None:
    """Answer a request of fzf: for a list, a page, or a step to another view."""
    name, argument = (*step, "", "")[:2]
    connection = index_of(ctx)
    if name == "rows":
        _rows(connection, asked, view(state.read_text(encoding="utf-8")), argument)
    elif name == "page" and argument:
        _page(connection, argument)
    elif name == "open" and argument:
        _open(address(details(connection, argument)))
    elif name in ("follow", "back", "all", "events", "deals", "facts", "sources"):
        seen = view(state.read_text(encoding="utf-8"))
        state.write_text(_next(seen, name, argument).text(), encoding="utf-8")


def _next(seen: View, step: str, id_: str) -> View:
    if step == "follow":
        return seen._replace(trail=(*seen.trail, id_)) if id_ else seen
    if step == "back":
        return seen._replace(trail=seen.trail[:-1])
    return View(None if step == "all" else step)


def _rows(connection: sqlite3.Connection, asked: Asked, seen: View, typed: str) -> None:
    from tpcli.dates.readable import human

    out = stdout()
    for entry in listed(connection, seen, typed, asked.question(connection)):
        label = f"{entry.noun:<6}  {human(entry.date) if entry.date else '':<{DATE}}  {entry.title}"
        out.write(f"{plain(entry.id)}\t{plain(label)}\n")


def _page(connection: sqlite3.Connection, id_: str) -> None:
    """The page of an entry, as wide as fzf has room for it."""
    from tpcli.terminal.entry import show

    width = size(here().variables.get("FZF_PREVIEW_COLUMNS"))
    if width:
        os.environ["COLUMNS"] = str(width)  # Where Rich looks.
    show([details(connection, id_)], stdout())


def _open(url: str | None) -> None:
    import webbrowser

    if url and url.startswith(("https://", "http://")):
        webbrowser.open(url)
