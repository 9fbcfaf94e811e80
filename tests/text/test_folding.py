"""Words as people type them are compared by their letters and digits alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tpcli.text.folding import fold, key


@given(st.text())
def test_a_key_is_the_letters_and_digits_of_the_folded_text(text: str) -> None:
    assert key(text) == "".join(c for c in fold(text) if c.isalnum())


@pytest.mark.parametrize(
    ("one", "other"), [("F-16", "f 16"), ("Gölcük", "GOLCUK"), ("Kırık_ız", "kirikiz"), ("Straße", "strasse")]
)
def test_spellings_of_one_word_have_one_key(one: str, other: str) -> None:
    assert key(one) == key(other)
