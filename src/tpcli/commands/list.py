"""tpcli list: what there is to ask for, with counts."""

from typing import Annotated

import typer

from tpcli.commandline import options as o
from tpcli.commandline.asking import counted, format_of, index_of
from tpcli.errors import UsageError
from tpcli.output.answer import emit, note, plain_answer
from tpcli.query.question import Column
from tpcli.text.folding import did_you_mean

EXAMPLES = (
    "tpcli list themes",
    "tpcli list countries --format csv",
    "tpcli list organisations | head",
)

_BY_TERM = "SELECT value, name, meaning, uses FROM term WHERE field = '{}' AND uses > 0 ORDER BY {}"
_STATUSES = """
SELECT t.status, group_concat(t.value, ', '), NULL, (
  SELECT count(*) FROM deal AS e WHERE t.status = (
    SELECT s.status FROM standing AS s WHERE s.deal = e.id ORDER BY s.day DESC, s.seq DESC LIMIT 1))
FROM term AS t WHERE t.field = 'stage' AND t.status IS NOT NULL GROUP BY t.status ORDER BY min(t.term)
"""

LISTS = {
    "themes": _BY_TERM.format("theme", "term"),
    "countries": _BY_TERM.format("country", "uses DESC, value"),
    "kinds": _BY_TERM.format("kind", "term"),
    "types": _BY_TERM.format("deal.type", "term"),
    "organisations": _BY_TERM.format("organisation", "uses DESC, value"),
    "statuses": _STATUSES,
}
COUNTED = {"types": "deals", "statuses": "deals"}


def _what(incomplete: str) -> list[str]:
    return [name for name in LISTS if name.startswith(incomplete)]


def run(
    ctx: typer.Context,
    what: Annotated[str, typer.Argument(metavar="|".join(LISTS), autocompletion=_what, show_default=False)],
    format_: o.Format = None,
    header: o.Header = False,
) -> None:
    """What there is to ask for: themes, countries, kinds, types, organisations or statuses, each with its uses.

    Types and statuses count deals, the others events.
    """
    if what not in LISTS:
        raise UsageError(f"there is no list of '{what}'{did_you_mean(what, LISTS)}\nlists: {', '.join(LISTS)}")
    rows = [tuple(row) for row in index_of(ctx).execute(LISTS[what])]
    columns = [Column("value", ""), Column("name", ""), Column("meaning", ""), Column("count", "", "number")]
    if what in ("organisations", "countries"):
        columns, rows = [columns[0], columns[1], columns[3]], [(row[0], row[1], row[3]) for row in rows]
    if what == "organisations":
        columns, rows = [columns[0], columns[2]], [(row[0], row[2]) for row in rows]
    if what == "statuses":
        columns[1:3] = [Column("stages", "")]
        rows = [(row[0], row[1], row[3]) for row in rows]
    columns[-1] = Column(COUNTED.get(what, "events"), "", "number")
    answer = plain_answer(what, columns, rows, header=header, footer=lambda: [counted(len(rows), what)])
    if not emit(answer, format_of(format_)):
        note(f"the record names no {what}")
