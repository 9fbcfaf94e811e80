"""tpcli show: everything about one event, deal, fact or source."""

from collections.abc import Sequence

import typer

from tpcli.commandline import options as o
from tpcli.commandline.asking import format_of, ids_of, index_of, record_of
from tpcli.commandline.filters import Asked
from tpcli.environment import here, size
from tpcli.errors import UsageError
from tpcli.output.answer import emit, is_terminal, note, plain_answer, stdout
from tpcli.query.details import Details, as_object, details, prose_of, title_of
from tpcli.query.nouns import Column

EXAMPLES = (
    "tpcli show milgem",
    "tpcli show T129",
    "tpcli show baghdad-pact-signed pakistan-leaves-cento",
    "tpcli show milgem --format markdown > milgem.md",
    "tpcli timeline --deal milgem | tpcli show -",
    "tpcli show t129-atak --format json | jq '.[0].lifecycle'",
)

LINE = ("noun", "id", "date", "title", "text")


def run(
    ctx: typer.Context, ids: o.Ids = None, format_: o.Format = None, header: o.Header = False, cite: o.Cite = False
) -> None:
    """Everything about events, deals, facts or sources.

    By id, in any case; by the beginning of one, a name, words of a title or the address of a source, where that means
    one. - takes them from standard input, one a line: of a line with several fields the last. Without any, on a
    terminal, tpcli browse lists what there is.

    The text, every source with its link and what it supports, where sources disagree, and what the entry hangs together
    with: a deal's life in steps, a fact's evidence, an event's neighbours, what a source is cited for.
    """
    chosen = "text" if format_ is None and not is_terminal() else format_of(format_)
    typed = ids or _picked(ctx)
    ids = _typed(ctx, typed)
    if not ids:
        return
    connection = index_of(ctx)
    found = [details(connection, id_) for id_ in ids_of(connection, ids)]
    _write(found, chosen, header=header)
    if cite:
        from tpcli.commandline.citing import cite as cited

        arguments = here().arguments
        if typed == ["-"] and "-" in arguments:
            at = list(arguments).index("-")
            arguments = [*arguments[:at], *ids, *arguments[at + 1 :]]
        cited(connection, "entries", [one.entry.id for one in found], arguments)


def _write(found: Sequence[Details], chosen: str, *, header: bool) -> None:
    """Write the entries in a format."""
    if chosen in ("text", "list") and not is_terminal():
        from tpcli.terminal.entry import write

        write(found, stdout(), size(here().variables.get("COLUMNS")))
    elif chosen == "markdown":
        from tpcli.output.note import notes

        stdout().write(notes(found))
    elif chosen in ("table", "list"):
        from tpcli.terminal.entry import show

        show(found, stdout())
    elif chosen in ("json", "jsonl", "yaml"):
        from tpcli.text.numbers import dumped

        texts = [dumped(as_object(entry)) for entry in found]
        answer = plain_answer("entries", [], [])._replace(objects=lambda: iter(texts))
        emit(answer, chosen)
    else:
        emit(
            plain_answer("entries", [Column(name, "") for name in LINE], [_line(one) for one in found], header=header),
            chosen,
        )


def _line(found: Details) -> tuple[str | None, ...]:
    """An entry in one line: noun, id, date, title and text."""
    date: str | None = None
    if found.noun == "event":
        date = found.entry.date.text
    elif found.noun == "deal":
        date = found.first
    elif found.noun == "source" and found.entry.published:
        date = found.entry.published.text
    text: str | None = found.entry.publisher if found.noun == "source" else prose_of(found)
    return found.noun, found.entry.id, date, title_of(found), text


def _picked(ctx: typer.Context) -> list[str]:
    """The ids that somebody picks. Raises UsageError where nobody can."""
    if not is_terminal():
        raise UsageError("say what to show: tpcli show milgem; tpcli search and tpcli timeline list ids")
    from tpcli.commandline.picking import picked
    from tpcli.terminal.picker import pick

    return picked(ctx, Asked({}), pick)


def _typed(ctx: typer.Context, ids: list[str]) -> list[str]:
    """The ids that are asked for, with those on standard input in place of `-`. Raises UsageError."""
    if "-" not in ids:
        return ids
    stdin = here().stdin
    if stdin is None or record_of(ctx) == "-" or ids.count("-") > 1:
        raise UsageError("standard input holds one thing: ids (show -), once, or the record (--data -)")
    given = [line.rpartition("\t")[2].strip() for line in stdin]
    given = [id_ for id_ in given if id_]
    if not given:
        note("no ids on standard input")
    at = ids.index("-")
    return [*ids[:at], *given, *ids[at + 1 :]]
