"""What is counted by: `--by`, and dimensions among the words that were typed without an option."""

from tpcli.commandline.filters import WORDS, Asked
from tpcli.errors import UsageError
from tpcli.query.dimensions import DIMENSIONS

NOUNS = {"events": "decade", "deals": "status", "facts": "verdict"}
"""By what entries are counted where nothing else is said: `stats deals`."""


def dimensions_named(asked: Asked, by: list[str] | None) -> tuple[Asked, list[str] | None]:
    """The filters without the dimensions among their words, and these behind those of `--by`: `stats theme`.

    Of `stats by decade` the `by` is passed over; `--by decade,theme` names two.
    """
    nouns = [word.lower() for word in asked.words if word.lower() in NOUNS]
    if nouns and (by or len(nouns) > 1 or any(_dimension(word) for word in asked.words)):
        raise UsageError(f"{nouns[0]} are counted by --by {NOUNS[nouns[0]]}, or by what deals and facts alone have")
    named = [name.strip() for text in by or () for name in text.split(",")]
    rest: list[str] = []
    for word in asked.words:
        name = _dimension(word)
        if name is not None or word.lower() in NOUNS:
            named.append(name or NOUNS[word.lower()])
        elif word != "by":
            rest.append(word)
    typed = {**asked.without_words().typed, **({WORDS: tuple(rest)} if rest else {})}
    return Asked(typed), named or None


def _dimension(word: str) -> str | None:
    """The dimension that a word names, in the singular or plural."""
    lower = word.lower()
    singular = f"{lower[:-3]}y" if lower.endswith("ies") else lower.removesuffix("s")
    return next((name for name in (lower, singular, lower.removesuffix("es")) if name in DIMENSIONS), None)
