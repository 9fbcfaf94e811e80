"""tpcli search: full text over events, deals, facts and sources, best first."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Any

import typer

from tpcli.commandline import options as o
from tpcli.commandline.asking import counted, fields_asked, format_of, index_of
from tpcli.commandline.filters import Asked, takes_filters
from tpcli.commandline.once import OneValue
from tpcli.errors import UsageError
from tpcli.output.answer import Answer, emit, json_objects, note
from tpcli.query.match import full_text
from tpcli.query.nouns import Column, choose
from tpcli.query.search import Hit, marker, nearest_words, search
from tpcli.text.json import Row

EXAMPLES = (
    "tpcli search milgem",
    "tpcli search '\"nuclear suppliers\" erdogan'",
    "tpcli search milgem OR ada -karachi",
    "tpcli search drone --type naval --from 2010",
    "tpcli search akinci --fields id | xargs tpcli show",
)

COLUMNS = {
    column.name: column
    for column in (
        Column("noun", ""),
        Column("id", ""),
        Column("date", "", "date"),
        Column("title", ""),
        Column("text", ""),
        Column("snippet", ""),
        Column("score", "", "number"),
    )
}
LINE = ("noun", "id", "date", "title", "snippet")
TABLE = ("noun", "date", "title", "id")


class Command(OneValue):
    """A command whose arguments may be `-word`: search has no options of one letter but -h and -n with a number."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Write `-word` as `NOT word`, which means the same and is no option."""
        takes_value = {name for option in self.params if not getattr(option, "is_flag", True) for name in option.opts}
        given, before = [], ""
        for place, argument in enumerate(args):
            if before == "--":
                given += args[place:]
                break
            option = argument in ("-h", "-n") or (argument[:2] == "-n" and argument[2:].isdigit())
            left_out = argument[:1] == "-" and argument[1:2] not in ("", "-") and not option
            if left_out and len(argument) == 2 and before not in takes_value:
                many = f"; -n {argument[1:]} is for so many answers" if argument[1].isdecimal() else ""
                note(f"{argument} leaves out what holds '{argument[1:]}'{many}")
            given.append(f"NOT {argument[1:]}" if left_out and before not in takes_value else argument)
            before = argument
        return super().parse_args(ctx, given)


Words = Annotated[
    list[str],
    typer.Argument(
        metavar="WORDS...", help='Words, "a phrase", OR, NOT or -word, (parentheses), word* for a beginning.'
    ),
]
Fields = Annotated[
    str | None,
    typer.Option(
        "--fields",
        metavar="A,B,C",
        help=f"These of {', '.join(COLUMNS)}; all, or +A,-B for the usual ones with A and without B.",
        rich_help_panel=o.OUTPUT,
    ),
]


@takes_filters()
def run(
    ctx: typer.Context,
    *,
    words: Words,
    asked: Asked,
    limit: o.Limit = None,
    fields: Fields = None,
    format_: o.Format = None,
    bom: o.Bom = False,
    header: o.Header = False,
    cite: o.Cite = False,
) -> None:
    """Full text over events, deals, facts and sources, best first.

    All words must occur. Case and accents do not matter: erdogan finds Erdoğan, and akıncı Akinci. The last word may be
    a beginning: milg finds MILGEM. OR, AND and NOT count in capitals only; in quotes they are words.

    An entry whose id, alias or title is what was typed comes first. The field snippet holds the words among their text
    where they do not stand in the title.
    """
    typed = " ".join(words)
    expression = full_text(typed)
    if expression is None:
        raise UsageError(f"'{typed}' holds no word to look for")
    chosen = format_of(format_, bom=bom)
    columns = [COLUMNS[name] for name in (TABLE if chosen == "table" else LINE)]
    if fields is not None:
        columns, _ = choose(COLUMNS, fields_asked(fields), columns)
    connection = index_of(ctx)
    question = asked.question(connection, limit=limit)
    number = 0
    ids = []

    def rows() -> Iterator[Row]:
        nonlocal number
        for hit in search(connection, typed, expression, question):
            number += 1
            if cite:
                ids.append(hit.id)
            yield _row(hit, columns, in_title=chosen == "table" and fields is None)

    answer = Answer(
        "answers",
        columns,
        rows,
        lambda: json_objects(columns, rows()),
        header=header,
        chosen=fields is not None,
        marked=marker(typed),
        footer=lambda: [counted(number, "answers")],
    )
    if not emit(answer, chosen, bom=bom) and not (
        limit == 0 and any(search(connection, typed, expression, question._replace(limit=1)))
    ):
        note(f"nothing matches {typed}{nearest_words(connection, typed)}")
    if cite:
        from tpcli.commandline.citing import cite as cited

        cited(connection, "answers", ids)


def _row(hit: Hit, columns: Sequence[Column], *, in_title: bool) -> Row:
    """The values of an answer's columns, the snippet after the title where it has no column of its own."""
    values = {**hit._asdict(), "noun": hit.noun.removesuffix("s")}
    if in_title and hit.snippet:
        values["title"] = f"{hit.title}: {hit.snippet}"
    return tuple(values[column.name] for column in columns)
