"""tpcli search: full text over events, deals, facts and sources, best first."""

import sqlite3
from typing import Annotated, Any

import typer

from tpcli.commandline import options as o
from tpcli.commandline.asking import counted, fields_asked, format_of, index_of
from tpcli.commandline.filters import Asked, takes_filters
from tpcli.commandline.once import OneValue
from tpcli.errors import UsageError
from tpcli.output.answer import emit, note, plain_answer
from tpcli.query.match import full_text, search_terms
from tpcli.query.nouns import Column
from tpcli.query.question import Question
from tpcli.query.sql import numbered
from tpcli.text.folding import did_you_mean, placed_tokens

EXAMPLES = (
    "tpcli search milgem",
    "tpcli search '\"nuclear suppliers\" erdogan'",
    "tpcli search milgem OR ada -karachi",
    "tpcli search drone --type naval --from 2010",
    "tpcli search akinci --fields id | xargs tpcli show",
)

NOUNS = ("event", "deal", "fact", "source")

# A word in a title counts ten times, in the names of places, bodies and countries twice what it does in the text. Of
# two answers that match alike an event, deal or fact goes before the source that it cites.
_SQL = """
SELECT w.rowid % 4, w.rowid / 4, bm25(words, 10, 1, 2) * CASE w.rowid % 4 WHEN 3 THEN 0.5 ELSE 1 END AS score
FROM words AS w WHERE words MATCH :words {narrowed} ORDER BY score, w.rowid LIMIT :limit
"""
_ROW = {
    "event": "SELECT id, date, title, summary FROM event WHERE row = ?",
    "deal": "SELECT id, (SELECT date FROM event WHERE deal = d.id ORDER BY start LIMIT 1), title, note "
    "FROM deal AS d WHERE row = ?",
    "fact": "SELECT id, NULL, statement, note FROM fact WHERE row = ?",
    "source": "SELECT id, published, title, publisher FROM source WHERE row = ?",
}

COLUMNS = {
    column.name: column
    for column in (
        Column("noun", ""),
        Column("id", ""),
        Column("date", "", "date"),
        Column("title", ""),
        Column("text", ""),
        Column("score", "", "number"),
    )
}
LINE = ("noun", "id", "date", "title")
TABLE = ("noun", "title", "date", "id")


class Command(OneValue):
    """A command whose arguments may be `-word`: search has no options of one letter but -h."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Write `-word` as `NOT word`, which means the same and is no option."""
        takes_value = {name for option in self.params if not getattr(option, "is_flag", True) for name in option.opts}
        given, before = [], ""
        for place, argument in enumerate(args):
            if before == "--":
                given += args[place:]
                break
            left_out = argument[:1] == "-" and argument[1:2] not in ("", "-") and argument != "-h"
            given.append(f"NOT {argument[1:]}" if left_out and before not in takes_value else argument)
            before = argument
        return super().parse_args(ctx, given)


@takes_filters()
def run(
    ctx: typer.Context,
    *,
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="WORDS...", help='Words, "a phrase", OR, NOT or -word, (parentheses), word* for a beginning.'
        ),
    ],
    asked: Asked,
    limit: o.Limit = None,
    fields: Annotated[
        str | None,
        typer.Option(
            "--fields", metavar="A,B,C", help="Of noun, id, date, title, text, score.", rich_help_panel=o.OUTPUT
        ),
    ] = None,
    format_: o.Format = None,
    header: o.Header = False,
) -> None:
    """Full text over events, deals, facts and sources, best first.

    All words must occur. Case and accents do not matter: erdogan finds Erdoğan, and akıncı Akinci. The last word may be
    a beginning: milg finds MILGEM. OR, AND and NOT count in capitals only; in quotes they are words.
    """
    typed = " ".join(words)
    expression = full_text(typed)
    if expression is None:
        raise UsageError(f"'{typed}' holds no word to look for")
    chosen = format_of(format_)
    names = list(TABLE if chosen == "table" else LINE)
    if fields is not None:
        names = [name.lower() for name in fields_asked(fields)]
        for name in names:
            if name not in COLUMNS:
                raise UsageError(
                    f"there is no field '{name}'{did_you_mean(name, COLUMNS)}\nfields: {', '.join(COLUMNS)}"
                )
    connection = index_of(ctx)
    rows = []
    question = asked.question(connection, limit=limit)
    for noun, row, score in find(connection, expression, question):
        id_, date, title, text = connection.execute(_ROW[noun], (row,)).fetchone()
        values = {"noun": noun, "id": id_, "date": date, "title": title, "text": text, "score": round(-score, 4)}
        rows.append(tuple(values[name] for name in names))
    answer = plain_answer(
        "answers",
        [COLUMNS[name] for name in names],
        rows,
        header=header,
        chosen=fields is not None,
        marked=marker(typed),
        footer=lambda: [counted(len(rows), "answers")],
    )
    if not emit(answer, chosen) and not (limit == 0 and find(connection, expression, question._replace(limit=1))):
        note(f"nothing matches {typed}")


def find(connection: sqlite3.Connection, expression: str, question: Question) -> list[tuple[str, int, float]]:
    """The noun, row and score of what matches and answers the question, best first."""
    narrowed, params = numbered(connection, question) if question.narrows else ("", dict[str, Any]())
    limit = -1 if question.limit is None else question.limit
    sql = _SQL.format(narrowed=f"AND ({narrowed})" if narrowed else "")
    rows = connection.execute(sql, {**params, "words": expression, "limit": limit})
    return [(NOUNS[noun], row, score) for noun, row, score in rows]


def marker(typed: str):  # type: ignore[no-untyped-def]
    """A function that says where in a text the words that were looked for stand, however they are spelled there."""
    phrases = search_terms(typed)

    def spans(text: str) -> list[tuple[int, int]]:
        places = list(placed_tokens(text))
        words = [word for word, _, _ in places]
        found = []
        at = 0
        while at < len(words):
            length = max((len(phrase) for phrase, more in phrases if _stands(phrase, more, words, at)), default=0)
            if length:
                found.append((places[at][1], places[at + length - 1][2]))
            at += length or 1
        return found

    return spans


def _stands(phrase: tuple[str, ...], open_ended: bool, words: list[str], at: int) -> bool:
    """Whether a phrase stands at a place among words."""
    *first, last = words[at : at + len(phrase)]
    if len(first) + 1 < len(phrase) or tuple(first) != phrase[:-1]:
        return False
    return last.startswith(phrase[-1]) if open_ended else last == phrase[-1]
