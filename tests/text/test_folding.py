"""Words as people type them are compared by their letters and digits alone."""

import sqlite3
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tpcli.text.folding import fold, for_search, key, placed_tokens, slug, sort_key, stretches, tokens


@given(st.text())
def test_a_key_is_the_letters_and_digits_of_the_folded_text(text: str) -> None:
    assert key(text) == "".join(c for c in fold(text) if c.isalnum() or unicodedata.category(c)[0] == "M")


@given(st.text())
@example("ŉ ﬃ ẞ K ᾳ İ が")
def test_folding_takes_no_notice_of_how_text_is_encoded(text: str) -> None:
    folded = fold(text)
    assert fold(folded) == folded
    assert {fold(unicodedata.normalize(form, text)) for form in ("NFC", "NFD", "NFKC", "NFKD")} == {folded}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("F-16", "f 16"), ("Gölcük", "GOLCUK"), ("Kırık_ız", "kirikiz"), ("Straße", "strasse"), ("İZMİR", "izmir"),
        ("Αθήνας", "ΑΘΗΝΑΣ"), ("οδός", "ΟΔΟΣ"), ("елка", "Ёлка"), ("محمد", "مُحَمَّد"), ("أحمد", "احمد"), ("שָׁלוֹם", "שלום"),
        ("پاکستانی", "پاكستاني"), ("١٩٥٥", "1955"), ("ﬁrst", "FIRST"), ("ｶﾞ", "ガ"), ("क़", "क"), ("co\xadop", "coop"),
    ],
)  # fmt: skip
def test_spellings_of_one_word_have_one_key(one: str, other: str) -> None:
    assert key(one) == key(other)


@pytest.mark.parametrize(("one", "other"), [("कि", "का"), ("क्य", "कय"), ("が", "か"), ("ปู", "ปี"), ("ပုံ", "ပုံ့")])
def test_marks_that_no_one_leaves_out_stay(one: str, other: str) -> None:
    assert key(one) != key(other)


@given(st.text(st.characters(max_codepoint=0xFFFF, exclude_categories=("Cs", "Co", "Cn"))))
def test_an_index_has_the_words_that_we_have(text: str) -> None:
    words = [word for word in tokens(text) if all(_known(letter) for letter in word)]
    connection = sqlite3.connect(":memory:")
    connection.execute(
        "CREATE VIRTUAL TABLE t USING fts5 (a, tokenize=\"unicode61 remove_diacritics 2 categories 'L* N* M*'\")"
    )
    connection.execute("INSERT INTO t VALUES (?)", (for_search(text),))
    for word in words:
        found = connection.execute("SELECT count(*) FROM t WHERE t MATCH ?", (f'"{word}"',)).fetchone()[0]
        assert found, word
    connection.close()


def _known(letter: str) -> bool:
    """Whether a letter is in Unicode 6.1, which FTS5 goes by, as Python tells by 3.2."""
    return unicodedata.ucd_3_2_0.category(letter) != "Cn"


@given(st.text())
def test_tokens_are_where_they_are_said_to_be(text: str) -> None:
    composed = unicodedata.normalize("NFC", text)
    for word, start, end in placed_tokens(composed):
        assert word in "".join(tokens(composed[start:end]))


def test_letters_of_scripts_without_blanks_are_words() -> None:
    assert tokens("F-16 中巴x協 テガ") == ["f", "16", "中", "巴", "x", "協", "テ", "ガ"]
    assert list(placed_tokens("Göl 中巴")) == [("gol", 0, 3), ("中", 4, 5), ("巴", 5, 6)]


def test_sorting_as_people_do() -> None:
    texts = ["F-16", "émile", "F-4", "Zoo", "“Ada”", "Emil", "F-016 B", "ada 2"]
    assert sorted(texts, key=lambda t: str(sort_key(t))) == [
        "“Ada”", "ada 2", "Emil", "émile", "F-4", "F-16", "F-016 B", "Zoo",
    ]  # fmt: skip


def test_ids_made_of_titles_stay_what_they_are() -> None:
    assert slug("Akıncı’nın 2. uçuşu: Ёлка — Straße") == "akincinin-2-ucusu-strasse"


def test_stretches_of_text_without_blanks() -> None:
    assert list(stretches("F-16 中巴协x議定", 3)) == ["中巴", "中巴协", "巴协", "議定"]
