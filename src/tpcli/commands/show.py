"""tpcli show: everything about one event, deal, fact or source."""

import typer

from tpcli.commandline import options as o
from tpcli.commandline.asking import format_of, ids_of, index_of
from tpcli.commandline.filters import Asked
from tpcli.errors import UsageError
from tpcli.output.answer import emit, is_terminal, plain_answer, stdout
from tpcli.query.details import details
from tpcli.query.nouns import Column

EXAMPLES = (
    "tpcli show milgem",
    "tpcli show T129",
    "tpcli show baghdad-pact-signed pakistan-leaves-cento",
    "tpcli show t129-atak --format json | jq '.[0].lifecycle'",
)

LINE = ("noun", "id", "date", "title", "text")


def run(ctx: typer.Context, ids: o.Ids = None, format_: o.Format = None, header: o.Header = False) -> None:
    """Everything about events, deals, facts or sources.

    By id, in any case; by the beginning of one, a name, words of a title or the address of a source, where that means
    one. Without any, on a terminal, tpcli browse lists what there is.

    The text, every source with its link and what it supports, where sources disagree, and what the entry hangs together
    with: a deal's life in steps, a fact's evidence, an event's neighbours, what a source is cited for.
    """
    chosen = format_of(format_)
    ids = ids or _picked(ctx)
    if not ids:
        return
    connection = index_of(ctx)
    found = [details(connection, id_) for id_ in ids_of(connection, ids)]
    if chosen == "table":
        from tpcli.terminal.entry import show

        show(found, stdout())
    elif chosen in ("json", "jsonl", "yaml"):
        import json

        texts = [json.dumps(entry, ensure_ascii=False) for entry in found]
        answer = plain_answer("entries", [], [])._replace(objects=lambda: iter(texts))
        emit(answer, chosen)
    else:
        rows = []
        for entry in found:
            title = entry.get("title") or entry.get("statement")
            text = entry.get("summary") or entry.get("note") or entry.get("publisher")
            date = entry.get("date") or entry.get("first") or entry.get("published")
            rows.append((entry["noun"], entry["id"], date, title, text))
        emit(plain_answer("entries", [Column(name, "") for name in LINE], rows, header=header), chosen)


def _picked(ctx: typer.Context) -> list[str]:
    """The ids that somebody picks. Raises UsageError where nobody can."""
    if not is_terminal():
        raise UsageError("say what to show: tpcli show milgem; tpcli search and tpcli timeline list ids")
    from tpcli.commandline.picking import picked
    from tpcli.terminal.picker import pick

    return picked(ctx, Asked({}), pick)
