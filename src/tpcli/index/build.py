"""Compile a record into one SQLite file: one pass over the events, whose words and years become tokens."""

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from importlib.resources import files
from itertools import count
from typing import Any

from tpcli.index.cache import FORMAT
from tpcli.index.marks import MOST_YEARS, YEAR_TOKENS, year_tokens
from tpcli.index.writer import Writer
from tpcli.record.edtf import civil
from tpcli.record.lifecycle import standings
from tpcli.record.model import CHOICES, Citation, Deal, Fact, Source, Term, is_link
from tpcli.record.record import RecordReader
from tpcli.words import key, letters

APPLICATION_ID = 0x7470636C
"""`tpcl`, in the header of every index."""

NEVER = 0
"""The first and last day of what has no date: before every date that can be asked for."""

NOUNS = ("event", "deal", "fact", "source")
TERMS = (
    "theme", "kind", "type", "stage", "country", "organisation", "deal", "source", "confidence",
    "deal.type", "deal.supplier", "deal.recipient", "deal.organisation",
    "fact.theme", "fact.verdict", "fact.claimed_by",
)  # fmt: skip
"""The fields whose words are numbered and marked: of events, then those of deals and facts."""

_PAGE = 8192
_dumps = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

_COLUMNS = {
    "event": 'row,id,date,start,"end",span,precision,qualifier,title,summary,kind,themes,countries,organisations,place,'
    "deal,stage,quantity,type,sources,conflicts,confidence",
    "mark": "rowid,tokens",
    "words": "rowid,title,body,names",
}
_INSERT_MARK = "INSERT INTO mark (rowid, tokens) VALUES (?,?)"
_INSERT_WORDS = "INSERT INTO words (rowid, title, body, names) VALUES (?,?,?,?)"

Progress = Callable[[int], None]


class Tokens(dict[str, str]):
    """The tokens of one field's words: ` t7`, numbered on first use by a count that all fields share."""

    def __init__(self, counter: Iterator[int]) -> None:
        super().__init__()
        self.counter = counter

    def __missing__(self, value: str) -> str:
        token = self[value] = f" t{next(self.counter)}"
        return token


@lru_cache(maxsize=32768)
def when(start: int, end: int) -> str:
    """The tokens of a date's years, from its first and last day."""
    return years(civil(start)[0], civil(end)[0])


@lru_cache(maxsize=4096)
def years(first: int, last: int) -> str:
    """The tokens of the years, decades and centuries that a date touches, `long` for what touches very many."""
    if last - first > MOST_YEARS:
        return "long"
    return " ".join(token for letter, size in YEAR_TOKENS for token in year_tokens(letter, size, first, last))


def build(connection: sqlite3.Connection, reader: RecordReader, progress: Progress) -> None:
    """Fill an empty database from a record; `progress` is told the number of events so far, now and then.

    Raises RecordError with every problem of the record.
    """
    connection.isolation_level = None
    connection.executescript(
        f"PRAGMA page_size={_PAGE}; PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-16384;"
        f"PRAGMA temp_store=FILE; PRAGMA application_id={APPLICATION_ID}; PRAGMA user_version={FORMAT};"
    )
    connection.executescript(_sql("schema.sql"))
    connection.execute("BEGIN")
    connection.execute("INSERT INTO words (words, rank) VALUES ('hashsize', 33554432)")
    counter = count()
    terms = {field: Tokens(counter) for field in TERMS}
    names = _vocabulary(terms, reader)
    ranges: dict[str, tuple[int, int]] = {}
    with Writer(connection, _COLUMNS) as writer:
        spans = _events(writer, terms, reader, names, ranges, progress)
    reader.finish()
    spans |= _deals(connection, terms, reader.deals, ranges)
    _facts(connection, terms, reader.facts)
    _sources(connection, terms, reader.sources)
    connection.executemany("INSERT INTO span VALUES (?,?)", [(bits, 2**bits) for bits in spans])
    _lifecycles(connection, reader)
    _terms(connection, terms, reader)
    for statement in _sql("indexes.sql").split(";"):
        connection.execute(statement)
    digests = " ".join(state.digest for _, state in sorted(reader.states.items()))
    connection.execute("INSERT INTO meta VALUES ('digest', ?)", (digests,))
    connection.execute("COMMIT")


def _sql(name: str) -> str:
    return files("tpcli.index").joinpath(name).read_text(encoding="utf-8")


def _events(
    writer: Writer,
    terms: dict[str, Tokens],
    reader: RecordReader,
    names: dict[str, str],
    ranges: dict[str, tuple[int, int]],
    progress: Progress,
) -> set[int]:
    """Insert the events in batches; the classes of length that occur. Each deal's first and last day go to `ranges`."""
    types = {deal.id: deal.type for deal in reader.deals}
    spans: set[int] = set()
    events: list[Any] = []
    marks: list[Any] = []
    words: list[Any] = []
    kinds, deals, stages, sources_, confidences = (terms[f] for f in ("kind", "deal", "stage", "source", "confidence"))
    of_themes, of_countries, of_organisations = (
        _lists(terms[field], names) for field in ("theme", "country", "organisation")
    )
    row = 0
    for event in reader.events():
        (id_, date, title, summary, kind, themes, countries, organisations, place,
         deal, stage, quantity, cited, conflicts, confidence) = event  # fmt: skip
        text, start, end, precision, qualifier = date
        span = (end - start).bit_length()
        spans.add(span)
        themes_text, theme_tokens, _ = of_themes(themes)
        countries_text, country_tokens, country_names = of_countries(countries)
        organisations_text, organisation_tokens, organisation_names = of_organisations(organisations)
        tokens = f"{theme_tokens} {country_tokens} {organisation_tokens} {when(start, end)}"
        if kind is not None:
            tokens += kinds[kind]
        if confidence is not None:
            tokens += confidences[confidence]
        type_ = None
        if deal is not None:
            tokens += deals[deal]
            first, last = ranges.get(deal, (start, end))
            ranges[deal] = min(first, start), max(last, end)
            type_ = types.get(deal)
            if type_ is not None:
                tokens += terms["type"][type_]
            if stage is not None:
                tokens += stages[stage]
        if cited:
            tokens += "".join({sources_[citation.source] for citation in cited if not is_link(citation.source)})
        events += (
            row, id_, text, start, end, span, precision, qualifier, title, summary, kind,
            themes_text, countries_text, organisations_text, place, deal, stage, quantity, type_,
            _citations(cited), conflicts, confidence,
        )  # fmt: skip
        marks += (4 * row, tokens)
        body = f"{summary or ''} {conflicts}" if conflicts else summary or ""
        name = f"{letters(id_)} {letters(place) if place else ''} {organisation_names} {country_names}"
        words += (4 * row, letters(title), letters(body), name)
        row += 1
        if row % writer.rows == 0:
            writer.write({"event": events, "mark": marks, "words": words})
            events, marks, words = [], [], []
            progress(row)
    writer.write({"event": events, "mark": marks, "words": words})
    writer.finish()
    return spans


def _lists(tokens: Tokens, names: dict[str, str]) -> Callable[[tuple[str, ...]], tuple[str | None, str, str]]:
    """What a list of words is in the index: its JSON text, its words' tokens, and its words for search.

    Few different lists occur, so those seen are kept, up to a bound.
    """
    seen: dict[tuple[str, ...], tuple[str | None, str, str]] = {(): (None, "", "")}

    def of(values: tuple[str, ...]) -> tuple[str | None, str, str]:
        found = seen.get(values)
        if found is None:
            distinct = dict.fromkeys(values)
            marks = "".join([tokens[value] for value in distinct])
            found = _dumps(values), marks, letters(" ".join(names.get(value, value) for value in distinct))
            if len(seen) < 10_000:
                seen[values] = found
        return found

    return of


def _citations(sources: Iterable[Citation]) -> str | None:
    return _dumps([_present(citation) for citation in sources]) if sources else None


def _present(values: Any) -> dict[str, Any]:
    """The fields of a tuple that say something."""
    return {name: value for name, value in values._asdict().items() if value is not None and value is not False}


def _deals(
    connection: sqlite3.Connection, terms: dict[str, Tokens], deals: Iterable[Deal], ranges: dict[str, tuple[int, int]]
) -> set[int]:
    """Insert the deals; the classes of length that occur among them."""
    spans = set()
    for row, deal in enumerate(deals):
        value = deal.value
        start, end = ranges.get(deal.id, (NEVER, NEVER))
        span = (end - start).bit_length()
        spans.add(span)
        quantities = [item.quantity for item in deal.items]
        known = [quantity for quantity in quantities if quantity is not None]
        connection.execute(
            "INSERT INTO deal VALUES (" + ",".join("?" * 20) + ")",
            (row, deal.id, start, end, span, deal.title, deal.type, deal.supplier, deal.recipient,
             _dumps([_present(item) for item in deal.items]) if deal.items else None,
             sum(known) if known and len(known) == len(quantities) else None,
             _dumps(_present(value)) if value else None,
             value.amount if value else None, value.amount_max if value else None,
             value.currency if value else None, value.disputed if value else None,
             deal.note, _dumps(deal.organisations) if deal.organisations else None,
             _citations(deal.sources), deal.conflicts),
        )  # fmt: skip
        terms["deal"][deal.id]
        words = {"deal.type": (deal.type,), "deal.supplier": (deal.supplier,), "deal.recipient": (deal.recipient,),
                 "deal.organisation": deal.organisations}  # fmt: skip
        _mark(connection, terms, words, 4 * row + NOUNS.index("deal"), when(start, end))
        items = " ".join(f"{item.designation} {item.note or ''}" for item in deal.items)
        note = value.note if value and value.note else ""
        _words(connection, "deal", row, deal.title, f"{items} {deal.note or ''} {note} {deal.conflicts or ''}",
               f"{deal.id} {' '.join(deal.organisations)}")  # fmt: skip
    return spans


def _facts(connection: sqlite3.Connection, terms: dict[str, Tokens], facts: Iterable[Fact]) -> None:
    for row, fact in enumerate(facts):
        connection.execute(
            "INSERT INTO fact VALUES (" + ",".join("?" * 13) + ")",
            (row, fact.id, NEVER, NEVER, 0, fact.theme, fact.statement, fact.claimed_by, fact.verdict, fact.note,
             _dumps(fact.evidence) if fact.evidence else None, _citations(fact.sources), fact.conflicts),
        )  # fmt: skip
        words = {"fact.theme": (fact.theme,), "fact.verdict": (fact.verdict,), "fact.claimed_by": (fact.claimed_by,)}
        _mark(connection, terms, words, 4 * row + NOUNS.index("fact"), "")
        _words(connection, "fact", row, fact.statement, f"{fact.note or ''} {fact.conflicts or ''}", fact.id)


def _mark(
    connection: sqlite3.Connection,
    terms: dict[str, Tokens],
    words: Mapping[str, tuple[str | None, ...]],
    number: int,
    when: str,
) -> None:
    tokens = {terms[field][value] for field, values in words.items() for value in values if value is not None}
    connection.execute(_INSERT_MARK, (number, when + "".join(sorted(tokens))))


def _sources(connection: sqlite3.Connection, terms: dict[str, Tokens], sources: Iterable[Source]) -> None:
    for row, source in enumerate(sources):
        published = source.published.text if source.published else None
        connection.execute(
            "INSERT INTO source VALUES (?,?,?,?,?,?,?,?,?)",
            (row, source.id, source.title, source.publisher, source.author, published, source.url, source.seen_at,
             source.kind),
        )  # fmt: skip
        _words(connection, "source", row, source.title, source.author or "", f"{source.id} {source.publisher or ''}")


def _words(connection: sqlite3.Connection, noun: str, row: int, title: str, body: str, names: str) -> None:
    texts = (letters(title), letters(body), letters(names))
    connection.execute(_INSERT_WORDS, (4 * row + NOUNS.index(noun), *texts))


def _lifecycles(connection: sqlite3.Connection, reader: RecordReader) -> None:
    stages = reader.vocabulary.stages or {}
    for deal, steps in reader.steps.items():
        rows = [
            (deal, s.day, seq, s.event, s.stage, s.status, s.delivered)
            for seq, s in enumerate(standings((step for step, _ in steps), stages))
        ]
        connection.executemany("INSERT INTO standing VALUES (?,?,?,?,?,?,?)", rows)


NUMBERED = {
    "themes": ("theme", "fact.theme"), "kinds": ("kind",), "types": ("type", "deal.type"), "stages": ("stage",),
    "countries": ("country", "deal.supplier", "deal.recipient"), "organisations": (),
}  # fmt: skip
"""The fields whose words are numbered from the start, in the order of the vocabulary, used or not."""


def _vocabulary(terms: dict[str, Tokens], reader: RecordReader) -> dict[str, str]:
    """Number the words of the vocabulary in its order; the names and aliases of countries, for search."""
    for part in NUMBERED:
        for value in getattr(reader.vocabulary, part) or {}:
            for numbered in NUMBERED[part]:
                terms[numbered][value]
    countries = reader.vocabulary.countries or {}
    return {code: " ".join((term.name, *term.aliases)) for code, term in countries.items()}


def _terms(connection: sqlite3.Connection, terms: dict[str, Tokens], reader: RecordReader) -> None:
    """Write every word with its name, meaning and uses, and what people may type for it."""
    known: dict[tuple[str, str], Term] = {}
    for part, fields in NUMBERED.items():
        for value, term in (getattr(reader.vocabulary, part) or {}).items():
            for field in fields or ("organisation", "deal.organisation"):
                known[field, value if fields else term.name] = term
    for noun, entries in (("deal", reader.deals), ("source", reader.sources)):
        known.update({(noun, entry.id): Term(entry.id, entry.title) for entry in entries})
    for field, name in (("confidence", "confidence"), ("fact.verdict", "verdict")):
        for value, meaning in CHOICES[name].items():
            known[field, value] = Term(value, value.replace("-", " ").capitalize(), meaning)
    rows = []
    aliases: set[tuple[str, str, str]] = set()
    connection.execute("CREATE VIRTUAL TABLE temp.used USING fts5vocab ('main', 'mark', 'row')")
    uses = Counter(dict(connection.execute("SELECT term, doc FROM temp.used WHERE term LIKE 't%'")))
    for cited in [entry.sources for entry in reader.deals] + [entry.sources for entry in reader.facts]:
        uses.update({terms["source"][c.source].strip() for c in cited if not is_link(c.source)})
    for field, tokens in terms.items():
        for value, spaced in tokens.items():
            token = spaced.strip()
            word = known.get((field, value))
            name = word.name if word else value
            rows.append(
                (int(token[1:]), field, value, name, word and word.meaning, word and word.status, word and word.effect,
                 uses[token])
            )  # fmt: skip
            for typed in (value, name, *(word.aliases if word else ())):
                aliases.add((field, key(typed) or typed, value))
    connection.executemany("INSERT INTO term VALUES (?,?,?,?,?,?,?,?)", rows)
    connection.executemany("INSERT INTO alias VALUES (?,?,?)", sorted(aliases))
