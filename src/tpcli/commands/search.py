"""tpcli search: full text over events, deals, facts and sources, best first."""

import re
import sqlite3
from typing import Annotated

import typer

from tpcli.commandline import options as o
from tpcli.commandline.asking import counted, format_of, index_of
from tpcli.errors import UsageError
from tpcli.output.answer import emit, note, plain_answer
from tpcli.query.question import Column, full_text, search_terms
from tpcli.text.folding import did_you_mean, letters

EXAMPLES = (
    "tpcli search milgem",
    "tpcli search '\"nuclear suppliers\" erdogan'",
    "tpcli search akinci --fields id | xargs tpcli show",
)

NOUNS = ("event", "deal", "fact", "source")

# A word in a title counts ten times, in the names of places, bodies and countries twice what it does in the text. Of
# two answers that match alike an event, deal or fact goes before the source that it cites.
_SQL = """
SELECT w.rowid % 4, w.rowid / 4, bm25(words, 10, 1, 2) * CASE w.rowid % 4 WHEN 3 THEN 0.5 ELSE 1 END AS score
FROM words AS w WHERE words MATCH ? ORDER BY score, w.rowid LIMIT ?
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


def run(
    ctx: typer.Context,
    words: Annotated[list[str], typer.Argument(metavar="WORDS...", help="Words, or a phrase in double quotes.")],
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
    a beginning: milg finds MILGEM.
    """
    typed = " ".join(words)
    expression = full_text(typed)
    if expression is None:
        raise UsageError(f"'{typed}' holds no word to look for")
    chosen = format_of(format_)
    names = list(TABLE if chosen == "table" else LINE)
    if fields is not None:
        names = [name.strip().lower() for name in fields.split(",")]
        for name in names:
            if name not in COLUMNS:
                raise UsageError(
                    f"there is no field '{name}'{did_you_mean(name, COLUMNS)}\nfields: {', '.join(COLUMNS)}"
                )
    connection = index_of(ctx)
    rows = []
    found = find(connection, expression, limit)
    for noun, row, score in found:
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
    if not emit(answer, chosen):
        note(f"nothing matches {typed}")


def find(connection: sqlite3.Connection, expression: str, limit: int | None) -> list[tuple[str, int, float]]:
    """The noun, row and score of what matches, best first."""
    rows = connection.execute(_SQL, (expression, -1 if limit is None else limit))
    return [(NOUNS[noun], row, score) for noun, row, score in rows]


def marker(typed: str):  # type: ignore[no-untyped-def]
    """A function that says where in a text the words that were looked for stand, however they are accented there."""
    patterns = []
    for tokens, open_ended in search_terms(typed):
        inner = r"[\W_]+".join(re.escape(_base(token)) for token in tokens)
        patterns.append(rf"(?<![^\W_]){inner}" + ("" if open_ended else r"(?![^\W_])"))
    pattern = re.compile("|".join(patterns), re.IGNORECASE)

    def spans(text: str) -> list[tuple[int, int]]:
        return [match.span() for match in pattern.finditer(_base(text))]

    return spans


def _base(text: str) -> str:
    """The text with each letter's accent taken away, each character still in its place."""
    import unicodedata

    if text.isascii():
        return text
    out = []
    for character in text:
        plain = unicodedata.normalize("NFD", letters(character))[:1]
        out.append(plain if len(plain) == 1 else character)
    return "".join(out)
