"""What is counted by: `--by`, and dimensions among the words that were typed without an option."""

from tpcli.commandline.filters import WORDS, Asked
from tpcli.errors import UsageError
from tpcli.query.dimensions import DIMENSIONS, By

NOUNS = {"events": "decade", "deals": "status", "facts": "verdict"}
"""By what entries are counted where nothing else is said: `stats deals`."""


def counting(asked: Asked, by: list[str] | None) -> tuple[Asked, By]:
    """The filters without the words that say what is counted and by what, and what these say: `stats deals theme`.

    Dimensions come behind those of `--by`. Of `stats by decade` the `by` is passed over; `--by decade,theme` names two.
    Raises UsageError for several nouns.
    """
    nouns = [word.lower() for word in asked.words if word.lower() in NOUNS]
    if len(nouns) > 1:
        raise UsageError(f"one of them at a time: tpcli stats {nouns[0]}, or tpcli stats {nouns[1]}")
    noun = nouns[0] if nouns else None
    named = [name.strip() for text in by or () for name in text.split(",")]
    rest: list[str] = []
    for word in asked.words:
        name = _dimension(word)
        if name is not None:
            named.append(name)
        elif word != "by" and word.lower() not in NOUNS:
            rest.append(word)
    typed = {**asked.without_words().typed, **({WORDS: tuple(rest)} if rest else {})}
    return Asked(typed), By(named or ([NOUNS[noun]] if noun else []), noun)


def _dimension(word: str) -> str | None:
    """The dimension that a word names, in the singular or plural."""
    lower = word.lower()
    singular = f"{lower[:-3]}y" if lower.endswith("ies") else lower.removesuffix("s")
    return next((name for name in (lower, singular, lower.removesuffix("es")) if name in DIMENSIONS), None)
