"""Compile a record into one SQLite file: one pass over the events, whose words and years become tokens."""

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from itertools import count, groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from tpcli.dates.edtf import Date, civil
from tpcli.index.cache import FORMAT
from tpcli.index.marks import MOST_YEARS, YEAR_TOKENS, year_tokens
from tpcli.index.writer import HANDED, Table, Writer
from tpcli.record.lifecycle import Step, standings
from tpcli.record.model import CHOICES, Citation, Deal, Fact, Source, Term, is_link
from tpcli.record.reading.entries import RecordReader
from tpcli.record.reading.kept import Kept
from tpcli.text.folding import for_search, key

APPLICATION_ID = 0x7470636C
"""`tpcl`, in the header of every index."""

NEVER = 0
"""The first and last day of what has no date: before every date that can be asked for."""

NOUNS = ("event", "deal", "fact", "source")
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

_PAGE = 8192
MOST_SAID = 2**22
"""Characters of summaries that wait to be inserted: rows are counted too, but may be of any length."""
_dumps = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

_TABLES = (
    Table(
        "event",
        ("row", "id", "date", "start", "end", "span", "precision", "qualifier", "title", "summary?", "kind?",
         "themes?", "countries?", "organisations?", "place?", "deal?", "stage?", "quantity?", "type?", "sources?",
         "conflicts?", "confidence?"),
        rows=1024,
    ),
    Table(
        "deal",
        ("row", "id", "start", "end", "span", "title", "type?", "supplier?", "recipient?", "items?", "quantity?",
         "value?", "value_amount?", "value_max?", "value_currency?", "value_disputed?", "note?", "organisations?",
         "sources?", "conflicts?"),
    ),
    Table(
        "fact",
        ("row", "id", "start", "end", "span", "theme?", "statement", "claimed_by?", "verdict?", "note?", "evidence?",
         "sources?", "conflicts?"),
    ),
    Table(
        "source",
        ("row", "id", "start", "end", "span", "title", "publisher?", "author?", "author_kind?", "published?", "url?",
         "seen_at?", "kind?", "language?"),
    ),
    Table("standing", ("deal", "day", "seq", "event", "stage", "status", "delivered?")),
    Table("term", ("term", "field", "value", "name", "meaning?", "status?", "effect?", "aliases?", "uses")),
    Table("alias", ("field", "key", "value")),
    # What is new in a full-text index is written at the end of every statement: few large ones take half the time.
    Table("mark", ("rowid", "tokens"), rows=8192, rest=8192),
    Table("words", ("rowid", "title", "body", "names"), rows=8192, rest=8192),
)  # fmt: skip

Progress = Callable[[int, float | None], None]
"""Told how many events there are so far, and how much of their file that is, from 0 to 1, where that is known."""


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


def when(start: int, end: int) -> str:
    """The tokens of a date's years, from its first and last day."""
    first = civil(start)[0]
    return years(first, first if start == end else civil(end)[0])


@lru_cache(maxsize=4096)
def years(first: int, last: int) -> str:
    """The tokens of the years, decades and centuries that a date touches, `long` for what touches very many."""
    if last - first > MOST_YEARS:
        return "long"
    return " ".join(token for letter, size in YEAR_TOKENS for token in year_tokens(letter, size, first, last))


def build(connection: sqlite3.Connection, reader: RecordReader, progress: Progress) -> None:
    """Fill an empty database from a record; `progress` is told how far that is, now and then.

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
    spoken = _vocabulary(terms, reader)
    with Writer(connection, _TABLES) as writer:
        cited = Citing(terms, reader.sources)
        _facts(writer, terms, cited, reader.facts)
        spans = _sources(writer, terms, reader.sources)
        writer.flush()
        spans |= _events(writer, terms, cited, reader, spoken, progress)
        writer.finish()
        twice = _index_events(connection, reader.faulty)
        _lifecycles(connection, writer, reader)
        reader.finish(twice)
        ranges = _ranges(connection)
        spans |= _deals(writer, terms, cited, reader.deals, ranges)
        writer.finish()
        _terms(writer, terms, reader, _uses(connection, terms, reader))
    connection.executemany("INSERT INTO span VALUES (?,?)", [(bits, 2**bits) for bits in spans])
    digests = " ".join(state.digest for _, state in sorted(reader.states.items()))
    connection.execute("INSERT INTO meta VALUES ('digest', ?)", (digests,))
    connection.execute("COMMIT")


def _sql(name: str) -> str:
    return (Path(__file__).parent / name).read_text(encoding="utf-8")


def _events(
    writer: Writer,
    terms: dict[str, Tokens],
    citing: Citing,
    reader: RecordReader,
    spoken: dict[str, str],
    progress: Progress,
) -> set[int]:
    """Insert the events, column by column as they were read; the classes of length that occur."""
    types = {deal.id: deal.type for deal in reader.deals}
    spans: set[int] = set()

    def dated(date: Date) -> tuple[int, str]:
        span = (date.end - date.start).bit_length()
        spans.add(span)
        return span, when(date.start, date.end)

    def of_deal(deal: str | None) -> tuple[str | None, str]:
        if deal is None:
            return None, ""
        type_ = types.get(deal)
        return type_, terms["deal"][deal] + (terms["type"][type_] if type_ else "")

    def cited(sources: tuple[Citation, ...]) -> tuple[str | None, str]:
        return _citations(sources), "".join(citing.tokens("", sources))

    # What a value is in the index, kept because most come again.
    of_date, of_type, of_sources = Kept(dated), Kept(of_deal), Kept(cited)
    of_themes, of_countries, of_organisations = (
        Kept(partial(_list, terms[field], spoken)) for field in ("theme", "country", "organisation")
    )
    of_kind, of_stage, of_confidence, of_place = (
        Kept(partial(_token, terms[field])) for field in ("kind", "stage", "confidence", "place")
    )
    disputed = terms["conflicts"][CONFLICTS]
    row = said = 0
    for columns in reader.columns(remember=False):
        (ids, dates, titles, summaries, kinds, themes, countries, organisations, places,
         deals, stages, quantities, sources, conflicts, confidences) = columns  # fmt: skip
        texts, starts, ends, precisions, qualifiers = zip(*dates, strict=True)
        lengths, year_marks = _looked_up(of_date, dates)
        themes_texts, theme_marks, _ = _looked_up(of_themes, themes)
        countries_texts, country_marks, country_names = _looked_up(of_countries, countries)
        organisations_texts, organisation_marks, organisation_names = _looked_up(of_organisations, organisations)
        deal_types, deal_marks = _looked_up(of_type, deals)
        sources_texts, source_marks = _looked_up(of_sources, sources)
        kind_marks, stage_marks, confidence_marks, place_marks = (
            map(kept.__getitem__, column)
            for kept, column in (
                (of_kind, kinds), (of_stage, stages), (of_confidence, confidences), (of_place, places)
            )
        )  # fmt: skip
        conflict_marks = [disputed if text else "" for text in conflicts]
        rows = range(row, row + len(ids))
        writer.columns(
            "event", rows, ids, texts, starts, ends, lengths, precisions, qualifiers, titles, summaries, kinds,
            themes_texts, countries_texts, organisations_texts, places, deals, stages, quantities, deal_types,
            sources_texts, conflicts, confidences,
        )  # fmt: skip
        numbers = range(4 * row, 4 * row + 4 * len(ids), 4)
        tokens = zip(year_marks, theme_marks, country_marks, organisation_marks, source_marks, kind_marks,
                     confidence_marks, deal_marks, stage_marks, place_marks, conflict_marks, strict=True)  # fmt: skip
        writer.columns("mark", numbers, list(map("".join, tokens)))
        bodies = [f"{s or ''} {c}" if c else s or "" for s, c in zip(summaries, conflicts, strict=True)]
        named = [f"{id_} {place}" if place else id_ for id_, place in zip(ids, places, strict=True)]
        names = list(map(" ".join, zip(_for_search(named), organisation_names, country_names, strict=True)))
        writer.columns("words", numbers, _for_search(titles), _for_search(bodies), names)
        row += len(ids)
        said += sum(map(len, bodies))
        if said > MOST_SAID:
            writer.flush()
            said = 0
        progress(row, reader.share())
    return spans


def _looked_up(kept: Kept, column: Iterable[Any]) -> Iterator[tuple[Any, ...]]:
    """The columns of what a table has for each value of a column."""
    return zip(*map(kept.__getitem__, column), strict=True)


def _for_search(texts: Sequence[str]) -> Sequence[str]:
    return texts if "".join(texts).isascii() else list(map(for_search, texts))


def _token(tokens: Tokens, value: str | None) -> str:
    return "" if value is None else tokens[value]


def _list(tokens: Tokens, names: dict[str, str], values: tuple[str, ...]) -> tuple[str | None, str, str]:
    """What a list of words is in the index: its JSON text, its words' tokens, and its words for search."""
    if not values:
        return None, "", ""
    distinct = dict.fromkeys(values)
    marks = "".join([tokens[value] for value in distinct])
    return _dumps(values), marks, for_search(" ".join(names.get(value, value) for value in distinct))


def _index_events(connection: sqlite3.Connection, faulty: Collection[str]) -> set[str]:
    """Index the events; the ids that two of them have, or one of them and an entry with errors."""
    for statement in _sql("indexes.sql").split(";"):
        connection.execute(statement)
    # The index of ids is not UNIQUE: without a journal a statement that fails can't be undone.
    twice = {id_ for (id_,) in connection.execute("SELECT id FROM event GROUP BY id HAVING count(*) > 1")}
    if faulty:
        marks = ",".join("?" * len(faulty))
        twice.update(id_ for (id_,) in connection.execute(f"SELECT id FROM event WHERE id IN ({marks})", (*faulty,)))
    return twice


def _lifecycles(connection: sqlite3.Connection, writer: Writer, reader: RecordReader) -> None:
    """Insert what each deal was from when on. The reader is given the stages to check their order."""
    stages = reader.vocabulary.stages or {}
    steps = connection.execute(
        'SELECT deal, start, "end", id, stage, quantity FROM event INDEXED BY event_deal '
        'WHERE deal IS NOT NULL AND stage IS NOT NULL ORDER BY deal, start, "end", id'
    )
    rows: list[tuple[Any, ...]] = []
    for deal, group in groupby(steps, key=itemgetter(0)):
        life = [Step(*row[1:]) for row in group]
        reader.check_order(deal, life)
        rows += [(deal, s.day, seq, *s[1:]) for seq, s in enumerate(standings(life, stages))]
        if len(rows) > HANDED:
            writer.rows("standing", rows)
            writer.finish()  # Steps are read through the same connection, which is to serve one thread at a time.
            rows = []
    writer.rows("standing", rows)
    writer.finish()


def _ranges(connection: sqlite3.Connection) -> dict[str, tuple[int, int]]:
    """The first and last day of each deal that events name."""
    found = 'SELECT deal, min(start), max("end") FROM event WHERE deal IS NOT NULL GROUP BY deal'
    return {deal: (start, end) for deal, start, end in connection.execute(found)}


def _citations(sources: Iterable[Citation]) -> str | None:
    return _dumps([_present(citation) for citation in sources]) if sources else None


def _present(values: Any) -> dict[str, Any]:
    """The fields of a tuple that say something."""
    named = zip(values._fields, values, strict=True)
    return {name: value for name, value in named if value is not None and value is not False}


def _deals(
    writer: Writer,
    terms: dict[str, Tokens],
    citing: Citing,
    deals: Iterable[Deal],
    ranges: Mapping[str, tuple[int, int]],
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
        writer.row(
            "deal", row, deal.id, start, end, span, deal.title, deal.type, deal.supplier, deal.recipient,
            _dumps([_present(item) for item in deal.items]) if deal.items else None,
            sum(known) if known and len(known) == len(quantities) else None,
            _dumps(_present(value)) if value else None,
            value.amount if value else None, value.amount_max if value else None,
            value.currency if value else None, value.disputed if value else None,
            deal.note, _dumps(deal.organisations) if deal.organisations else None,
            _citations(deal.sources), deal.conflicts,
        )  # fmt: skip
        terms["deal"][deal.id]
        words = {"deal.type": (deal.type,), "deal.supplier": (deal.supplier,), "deal.recipient": (deal.recipient,),
                 "deal.organisation": deal.organisations, "deal.country": (deal.supplier, deal.recipient),
                 "deal.conflicts": (CONFLICTS if deal.conflicts else None,)}  # fmt: skip
        cited = citing.tokens("deal.", deal.sources)
        _mark(writer, terms, words, 4 * row + NOUNS.index("deal"), when(start, end), cited)
        items = " ".join(f"{item.designation} {item.note or ''}" for item in deal.items)
        note = value.note if value and value.note else ""
        body = f"{items} {deal.note or ''} {note} {deal.conflicts or ''}"
        writer.row("words", *_said("deal", row, deal.title, body, f"{deal.id} {' '.join(deal.organisations)}"))
    return spans


def _facts(writer: Writer, terms: dict[str, Tokens], citing: Citing, facts: Iterable[Fact]) -> None:
    for row, fact in enumerate(facts):
        writer.row(
            "fact", row, fact.id, NEVER, NEVER, 0, fact.theme, fact.statement, fact.claimed_by, fact.verdict, fact.note,
            _dumps(fact.evidence) if fact.evidence else None, _citations(fact.sources), fact.conflicts,
        )  # fmt: skip
        words = {"fact.theme": (fact.theme,), "fact.verdict": (fact.verdict,), "fact.claimed_by": (fact.claimed_by,),
                 "fact.conflicts": (CONFLICTS if fact.conflicts else None,)}  # fmt: skip
        cited = citing.tokens("fact.", fact.sources, fact.claimed_by)
        _mark(writer, terms, words, 4 * row + NOUNS.index("fact"), "", cited)
        body = f"{fact.note or ''} {fact.conflicts or ''}"
        writer.row("words", *_said("fact", row, fact.statement, body, fact.id))


def _sources(writer: Writer, terms: dict[str, Tokens], sources: Sequence[Source]) -> set[int]:
    """Insert the sources; the classes of length of the dates on which they were published."""
    rows, words, spans = [], [], {0}
    for row, source in enumerate(sources):
        date = source.published
        start, end = (date.start, date.end) if date else (NEVER, NEVER)
        span = (end - start).bit_length()
        spans.add(span)
        kinds = _dumps(source.author_kind) if source.author_kind else None
        rows.append((row, source.id, start, end, span, source.title, source.publisher, source.author, kinds,
                     date.text if date else None, source.url, source.seen_at, source.kind,
                     source.language))  # fmt: skip
        number = 4 * row + NOUNS.index("source")
        _mark(writer, terms, {"source.publisher": (source.publisher,)}, number, when(start, end) if date else "")
        words.append(_said("source", row, source.title, source.author or "", f"{source.id} {source.publisher or ''}"))
    writer.rows("source", rows)
    writer.rows("words", words)
    return spans


def _mark(
    writer: Writer,
    terms: dict[str, Tokens],
    words: Mapping[str, tuple[str | None, ...]],
    number: int,
    when: str,
    cited: Iterable[str] = (),
) -> None:
    tokens = {terms[field][value] for field, values in words.items() for value in values if value is not None}
    tokens.update(cited)
    writer.row("mark", number, when + "".join(sorted(tokens)))


def _said(noun: str, row: int, title: str, body: str, names: str) -> tuple[int, str, str, str]:
    """A row of `words`."""
    return 4 * row + NOUNS.index(noun), for_search(title), for_search(body), for_search(names)


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


def _uses(connection: sqlite3.Connection, terms: dict[str, Tokens], reader: RecordReader) -> Mapping[str, int]:
    """How many entries use each token."""
    connection.execute("CREATE VIRTUAL TABLE temp.used USING fts5vocab ('main', 'mark', 'row')")
    uses = Counter(dict(connection.execute("SELECT term, doc FROM temp.used WHERE term LIKE 't%'")))
    for cited in [entry.sources for entry in reader.deals] + [entry.sources for entry in reader.facts]:
        uses.update({terms["source"][c.source].strip() for c in cited if not is_link(c.source)})
    return uses


def _terms(writer: Writer, terms: dict[str, Tokens], reader: RecordReader, uses: Mapping[str, int]) -> None:
    """Insert every word with its name, meaning and uses, and what people may type for it."""
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
    for field, tokens in terms.items():
        for value, spaced in tokens.items():
            token = spaced.strip()
            word = known.get((field, value))
            said = (word.name, word.meaning, word.status, word.effect) if word else (value, None, None, None)
            others = _dumps(word.aliases) if word and word.aliases else None
            rows.append((int(token[1:]), field, value, *said, others, uses.get(token, 0)))
            for typed in {value, *((word.name, *word.aliases) if word else ())}:
                aliases.add((field, key(typed) or typed, value))
    writer.rows("term", rows)
    writer.rows("alias", sorted(aliases))
