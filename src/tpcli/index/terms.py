"""The words that entries are filtered by: numbered as tokens while a record is read, then listed with their uses."""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import count

from tpcli.index.writer import Writer
from tpcli.record.choices import CHOICES
from tpcli.record.entries import Citation, Deal, Fact, Source, Term, Vocabulary
from tpcli.record.values import is_link
from tpcli.text.folding import key

_dumps = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

TERMS = (
    "theme", "kind", "type", "stage", "country", "organisation", "place", "deal", "source", "publisher", "confidence",
    "conflicts",
    "deal.type", "deal.supplier", "deal.recipient", "deal.country", "deal.organisation", "deal.source",
    "deal.publisher", "deal.conflicts",
    "fact.theme", "fact.verdict", "fact.claimed_by", "fact.source", "fact.publisher", "fact.conflicts",
    "source.publisher",
)  # fmt: skip
"""The fields whose words are numbered and marked: of events, then those of deals, facts and sources."""
CONFLICTS = "yes"
"""The word of the field `conflicts`: every entry has it that says where sources disagree."""
NUMBERED = {
    "themes": ("theme", "fact.theme"), "kinds": ("kind",), "types": ("type", "deal.type"), "stages": ("stage",),
    "countries": ("country", "deal.supplier", "deal.recipient"), "organisations": (),
}  # fmt: skip
"""The fields whose words are numbered from the start, in the order of the vocabulary, used or not."""


class Tokens(dict[str, str]):
    """The tokens of one field's words: ` t7`, numbered on first use by a count that all fields share."""

    def __init__(self, counter: Iterator[int]) -> None:
        super().__init__()
        self.counter = counter

    def __missing__(self, value: str) -> str:
        token = self[value] = f" t{next(self.counter)}"
        return token


class Citing:
    """The tokens of the sources that an entry cites, and of those who published them."""

    def __init__(self, terms: dict[str, Tokens], sources: Iterable[Source]) -> None:
        self.terms = terms
        self.publishers = {}
        for source in sources:
            terms["source"][source.id]
            if source.publisher is not None:
                self.publishers[source.id] = source.publisher

    def tokens(self, prefix: str, sources: Iterable[Citation], claimed_by: str | None = None) -> list[str]:
        """Each token once; links are no sources. `prefix` is that of the fields, such as `deal.`."""
        named = dict.fromkeys(citation.source for citation in sources if not is_link(citation.source))
        if claimed_by is not None and not is_link(claimed_by):
            named[claimed_by] = None
        published = dict.fromkeys(self.publishers[id_] for id_ in named if id_ in self.publishers)
        of_source, of_publisher = self.terms[f"{prefix}source"], self.terms[f"{prefix}publisher"]
        return [of_source[id_] for id_ in named] + [of_publisher[name] for name in published]


def numbered(vocabulary: Vocabulary) -> dict[str, Tokens]:
    """The tokens of each field, those of the vocabulary first, in its order."""
    counter = count()
    terms = {field: Tokens(counter) for field in TERMS}
    for part, fields in NUMBERED.items():
        for value in getattr(vocabulary, part) or {}:
            for field in fields:
                terms[field][value]
    return terms


def uses(connection: sqlite3.Connection, terms: dict[str, Tokens], citing: Sequence[Deal | Fact]) -> Mapping[str, int]:
    """How many entries use each token; `citing` are those whose sources have no tokens."""
    connection.execute("CREATE VIRTUAL TABLE temp.used USING fts5vocab ('main', 'mark', 'row')")
    found = Counter(dict(connection.execute("SELECT term, doc FROM temp.used WHERE term LIKE 't%'")))
    for entry in citing:
        found.update({terms["source"][c.source].strip() for c in entry.sources if not is_link(c.source)})
    return found


# The same word stands in many fields: a country is one of events, deals, their suppliers and recipients.


@cache
def _typed(value: str, word: Term) -> frozenset[str]:
    """The keys of what people may type for a word."""
    return frozenset(key(name) or name for name in (value, word.name, *word.aliases))


@cache
def _said(word: Term) -> tuple[str | None, ...]:
    """What is told of a word, in the order of the columns; its aliases as a JSON list."""
    return word.name, word.meaning, word.status, word.effect, _dumps(word.aliases) if word.aliases else None


def write_terms(
    writer: Writer,
    terms: dict[str, Tokens],
    vocabulary: Vocabulary,
    named: Sequence[Deal | Source],
    uses: Mapping[str, int],
) -> None:
    """Insert every word with its name, meaning and uses, and what people may type for it."""
    known: dict[tuple[str, str], Term] = {}
    for part, fields in NUMBERED.items():
        for value, term in (getattr(vocabulary, part) or {}).items():
            for field in fields or ("organisation", "deal.organisation"):
                known[field, value if fields else term.name] = term
    for entry in named:
        known["deal" if isinstance(entry, Deal) else "source", entry.id] = Term(entry.id, entry.title)
    for field, name in (("confidence", "confidence"), ("fact.verdict", "verdict")):
        for value, meaning in CHOICES[name].items():
            known[field, value] = Term(value, value.replace("-", " ").capitalize(), meaning)
    rows: list[tuple[str | int | None, ...]] = []
    aliases: list[tuple[str, str, str]] = []
    for field, tokens in terms.items():
        for value, spaced in tokens.items():
            word = known.get((field, value)) or Term(value, value)
            rows.append((int(spaced[2:]), field, value, *_said(word), uses.get(spaced[1:], 0)))
            aliases += [(field, typed, value) for typed in _typed(value, word)]
    writer.rows("term", rows)
    writer.rows("alias", sorted(aliases))
