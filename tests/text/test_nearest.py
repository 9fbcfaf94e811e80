"""Of many known words the nearest is found without comparing each."""

from collections.abc import Collection
from random import Random

import pytest

from tpcli.text import nearest
from tpcli.text.folding import did_you_mean
from tpcli.text.nearest import Nearest

PLACES, WHAT = ("ankara", "karachi", "gwadar"), ("pact", "talks")
WORDS = [f"{place}-{what}-{n}" for place in PLACES for what in WHAT for n in range(900)]


def test_one_slip_in_one_of_many_words_is_seen() -> None:
    random, near = Random(1), Nearest(WORDS)
    for _ in range(200):
        word = random.choice(WORDS)
        at = random.randrange(1, len(word) - 1)
        assert word in near.did_you_mean(word[:at] + word[at + 1 :]) or word[at].isdigit()


def test_few_words_are_compared_each() -> None:
    assert Nearest(["naval", "nuclear"]).did_you_mean("navel") == did_you_mean("navel", ["naval", "nuclear"]) != ""


def test_how_many_are_compared_does_not_grow(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[int] = []

    def count(_: str, known: Collection[str]) -> str:
        compared.append(len(known))
        return ""

    monkeypatch.setattr(nearest, "did_you_mean", count)
    Nearest(WORDS).did_you_mean("ankara-pcat-7")
    assert compared[0] <= 4 * nearest.AROUND
