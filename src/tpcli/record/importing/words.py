"""Words of a vocabulary as people write them in a table: one in a cell or several, countries in any order of words."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from tpcli.record.entries import Term
from tpcli.record.problems import Wrong, quoted
from tpcli.text.folding import did_you_mean, fold, key

_SMALL = frozenset({"the", "and", "of"})
_SHORT = {"st": "saint", "rep": "republic", "dem": "democratic", "fed": "federated", "sts": "states"}
"""What tables of countries shorten, as those of the World Bank do: Congo, Dem. Rep."""
_WORD = re.compile(r"[^\W_]+")
_BETWEEN = re.compile(r"\s*[;|\n,/&]\s*|\s+and\s+")
_BRACKETS = re.compile(r"(.+?)\s*[(\[](.+)[)\]]\s*")


class Words(NamedTuple):
    """The words of one part of a vocabulary, to be found by what people write."""

    ids: Mapping[str, str]
    """Their ids by folded ids, names and aliases; what means two of them is left out."""
    loose: Mapping[str, str]
    """Their ids by the words of names and aliases in order of the alphabet; empty where the order matters."""
    names: Sequence[str]
    """By name, to name the nearest."""


def words_of(terms: Mapping[str, Term], *, any_order: bool) -> Words:
    """The words of a part of a vocabulary; `any_order` for countries: `Korea, Republic of` is `Republic of Korea`."""
    loose: dict[str, str] = {}
    if any_order:
        loose = _single((_loose(name), term.id) for term in terms.values() for name in (term.name, *term.aliases))
    return Words(by_alias(terms), loose, [term.name for term in terms.values()])


def by_alias(terms: Mapping[str, Term]) -> dict[str, str]:
    """The ids of words by their folded ids, names and aliases; what means two of them is left out."""
    single = _single((key(name), term.id) for term in terms.values() for name in (term.id, term.name, *term.aliases))
    return single | {key(id_): id_ for id_ in terms}


def _single(named: Iterable[tuple[str, str]]) -> dict[str, str]:
    out: dict[str, str] = {}
    twice = set()
    for name, id_ in named:
        if out.setdefault(name, id_) != id_:
            twice.add(name)
    return {name: id_ for name, id_ in out.items() if name not in twice}


def _loose(text: str) -> str:
    words = _WORD.findall(fold(text).replace("'", "").replace(".", ". "))
    return " ".join(sorted(_SHORT.get(word, word) for word in words if word not in _SMALL))


def word(text: str, words: Words) -> str | None:
    """The id of the one word that a text is; None where it is none."""
    return words.ids.get(key(text)) or (words.loose.get(_loose(text)) if words.loose else None)


def several(text: str, words: Words) -> list[str]:
    """The ids of the words that a text names: the whole of it if that is one, else the longest stretches that are.

    Raises Wrong, with the nearest words, where a part of the text is none.
    """
    found = word(text, words)
    if found:
        return [found]
    if match := _BRACKETS.fullmatch(text):
        both = [word(part, words) for part in match.groups()]
        if all(both):
            if both[0] != both[1]:
                raise Wrong("unknown-word", f"{quoted(text)} can be read as {both[0]} or as {both[1]}")
            return [str(both[0])]
    at = [0, *(n for match in _BETWEEN.finditer(text) for n in match.span()), len(text)]
    parts = [(begin, end) for begin, end in zip(at[::2], at[1::2], strict=True) if text[begin:end].strip()]
    if len(parts) < 2:
        raise Wrong("unknown-word", f"{quoted(text)} is not known{did_you_mean(text, words.names)}")
    out: list[str] = []
    first = 0
    while first < len(parts):
        for last in range(min(len(parts), first + 5), first, -1):
            stretch = text[parts[first][0] : parts[last - 1][1]].strip()
            if last - first == len(parts):
                continue
            if found := word(stretch, words):
                out.append(found)
                break
            if last == first + 1:
                out += several(stretch, words)
        first = last
    return list(dict.fromkeys(out))
