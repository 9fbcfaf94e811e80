"""What a user looks for in text: FTS5 finds what a plain Python evaluation of the same expression finds."""

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

import tpcli.index.build
from tpcli.errors import UsageError
from tpcli.query.match import And, Expression, Not, Or, Phrase, full_text, parse, search_terms
from tpcli.text.folding import for_search, tokens

WORDS = ("ada", "adana", "Gölcük", "f-16", "akıncı", "协议", "テスト", "ОДОС", "हिन्दी", "مُحَمَّد", "กำลัง")
TEXTS = [
    f"{one} {two}, {three}"
    for n, one in enumerate(WORDS)
    for two in WORDS[n % 3 :: 2]
    for three in ("ada", "中巴协议签署仪式", "Turkey", "golcuk f 16")
]


@pytest.fixture(scope="module")
def words() -> Iterator[sqlite3.Connection]:
    """The full-text table of an index, holding `TEXTS`."""
    schema = (Path(tpcli.index.build.__file__).parent / "schema.sql").read_text(encoding="utf-8")
    (create,) = re.findall(r"CREATE VIRTUAL TABLE words .*?\);", schema, re.DOTALL)
    connection = sqlite3.connect(":memory:")
    connection.execute(create)
    rows = [(n, for_search(text), "") for n, text in enumerate(TEXTS)]
    connection.executemany("INSERT INTO words (rowid, title, body, names) VALUES (?, ?, ?, '')", rows)
    yield connection
    connection.close()


def found(words: sqlite3.Connection, typed: str) -> set[int]:
    """The numbers of the texts that full-text search finds."""
    expression = full_text(typed)
    assert expression is not None
    return {row for (row,) in words.execute("SELECT rowid FROM words WHERE words MATCH ?", (expression,))}


def matches(expression: Expression, text: list[str]) -> bool:
    """Whether an expression matches the words of a text: by its meaning, without any SQL."""
    if isinstance(expression, Not):
        return not matches(expression.of, text)
    if isinstance(expression, And):
        return all(matches(part, text) for part in expression.of)
    if isinstance(expression, Or):
        return any(matches(part, text) for part in expression.of)
    *first, last = expression.words
    for at in range(len(text) - len(first)):
        word = text[at + len(first)]
        if text[at : at + len(first)] == first and (word.startswith(last) if expression.open_ended else word == last):
            return True
    return False


_WORD = st.sampled_from(WORDS).flatmap(lambda w: st.sampled_from([w, w.upper(), f'"{w}"', f"{w[:3]}*"]))
_TYPED = st.recursive(
    _WORD,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(" ".join),
        st.tuples(inner, inner).map(lambda two: f"{two[0]} OR {two[1]}"),
        st.tuples(inner, inner).map(lambda two: f"{two[0]} AND {two[1]}"),
        inner.map(lambda one: f"({one})"),
        inner.map(lambda one: f"NOT ({one})"),
        inner.map(lambda one: f"-({one})"),
    ),
    max_leaves=8,
)


@given(typed=_TYPED)
@example("milgem OR (ada NOT adana) -akinci")
@example("ada (golcuk OR -adana)")
def test_sql_finds_what_the_expression_means(words: sqlite3.Connection, typed: str) -> None:
    expression = parse(typed)
    assert expression is not None
    wanted = {n for n, text in enumerate(TEXTS) if matches(expression, tokens(text))}
    if matches(expression, []):  # Only what says nothing but what to leave out matches what holds nothing.
        with pytest.raises(UsageError, match="only says what to leave out"):
            full_text(typed)
    else:
        assert found(words, typed) == wanted


ONE, TWO = Phrase(("one",)), Phrase(("two",))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("one two ", And((ONE, TWO))),
        ("one two", And((ONE, Phrase(("two",), True)))),
        ("one AND two ", And((ONE, TWO))),
        ("one or two ", And((ONE, Phrase(("or",)), TWO))),
        ("one OR two ", Or((ONE, TWO))),
        ("one OR two three OR -four ", Or((ONE, And((TWO, Phrase(("three",)))), Not(Phrase(("four",)))))),
        ("one -two", And((ONE, Not(TWO)))),
        ("one NOT two", And((ONE, Not(TWO)))),
        ('one -"two three"', And((ONE, Not(Phrase(("two", "three")))))),
        ("one -tw*", And((ONE, Not(Phrase(("tw",), True))))),
        ("(one OR -two)", Or((ONE, Not(TWO)))),
        ('"one" two ', And((ONE, TWO))),
        ("“one two”", Phrase(("one", "two"))),
        ('"one tw*"', Phrase(("one", "tw"), True)),
        ('"OR" "NOT"', And((Phrase(("or",)), Phrase(("not",))))),
        ("tw* one ", And((Phrase(("tw",), True), ONE))),
        ("F-16 - one ", And((Phrase(("f", "16")), ONE))),
        ('a 5" gun ', And((Phrase(("a",)), Phrase(("5",)), Phrase(("gun",))))),
        ("don't ", Phrase(("don", "t"))),
    ],
)
def test_it_is_read_as_people_mean_it(typed: str, meant: Expression) -> None:
    assert parse(typed) == meant


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("NOT one", "only says what to leave out"),
        ("-one -two", "only says what to leave out"),
        ("one OR -two", "only says what to leave out"),
        ("NOT", "NOT has nothing after it"),
        ("one NOT", "NOT has nothing after it"),
        ("OR one", "OR has nothing before it"),
        ("one AND", "AND has nothing after it"),
        ("one OR OR two", "OR has nothing before it"),
        ("(one", "there is a '(' without its ')'"),
        ("one)", "there is a ')' without its '('"),
        ("one ()", "there is nothing between '(' and ')'"),
        ('one "two three', "the quote before 'two three' is never closed"),
        ("*", "a * may only end a word"),
        ("mil*gem", "a * may only end a word"),
        ("--one", "there is no option '--one'"),
        ("(", "there is a '(' without its ')'"),
        ("one|two", "write OR between two words"),
        ("one || two", "write OR between two words"),
        ("one !two", "write -two"),
        ("one −two", "write -two"),
        ("title:one", "'title:' picks no field here"),
        ("place:(one OR two)", "'place:' picks no field here"),
        ("o?e", "a ? is no letter of 'o?e'"),
        ("one~2", "no likeness or weight"),
        ("NEAR(one two)", "there is no NEAR"),
        ("one NEAR/3 two", "there is no NEAR"),
        ("(" * 60 + "a" + ")" * 60, "within each other"),
    ],
)
def test_what_can_not_be_read_is_refused(typed: str, said: str) -> None:
    with pytest.raises(UsageError, match=re.escape(said)):
        full_text(typed)


@given(typed=st.text(st.one_of(st.sampled_from('"()-* ANDOR\0'), st.characters()), max_size=30))
def test_any_text_is_searched_for_or_refused(words: sqlite3.Connection, typed: str) -> None:
    try:
        expression = full_text(typed)
    except UsageError:
        return
    assume(expression is not None)
    words.execute("SELECT count(*) FROM words WHERE words MATCH ?", (expression,)).fetchone()


def test_thousands_of_words_are_one_search(words: sqlite3.Connection) -> None:
    assert found(words, " OR ".join(f"w{n}" for n in range(20_000)) + " OR adana ") == found(words, "adana ")


def test_what_is_left_out_is_not_marked() -> None:
    assert search_terms("one -two (three OR four*)") == [
        (("one",), False), (("three",), False), (("four",), True)
    ]  # fmt: skip
