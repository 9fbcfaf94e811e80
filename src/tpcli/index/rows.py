"""An entry as rows of the index: of its noun's table, of the words that it is filtered by, and of its text."""

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache, partial

from tpcli.dates.edtf import OPEN_END, OPEN_START, Date, civil
from tpcli.index.columns import dumps, more, more_of, more_text, present
from tpcli.index.marks import MOST_YEARS, YEAR_TOKENS, day_tokens, year_tokens
from tpcli.index.terms import CONFLICTS, Citing, Tokens
from tpcli.record.entries import Citation, Deal, Event, Fact, Source
from tpcli.record.reading.entries import Read
from tpcli.record.reading.kept import Kept
from tpcli.text.folding import for_search
from tpcli.text.json import Row
from tpcli.text.numbers import Number, digits, dumped

Rows = tuple[Row, Row, Row]
"""A row of the noun's table, of `mark` and of `words`."""

NOUNS = ("event", "deal", "fact", "source")

NEVER = 0
"""The first and last day of what has no date: before every date that can be asked for."""

_DEALS, _FACTS, _SOURCES = more("deals"), more("facts"), more("sources")


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


def _days(date: Date) -> str:
    """The tokens of the days of the year that a date says something of: of its ends, and of what is between them."""
    if date.precision not in ("day", "interval", "open"):
        return ""
    return day_tokens(
        None if date.start == OPEN_START else civil(date.start), None if date.end == OPEN_END else civil(date.end)
    )


def _dated(date: Date) -> tuple[int, str]:
    """The class of length of a date, and its tokens."""
    return (date.end - date.start).bit_length(), when(date.start, date.end) + _days(date)


def event_rows(
    terms: dict[str, Tokens], citing: Citing, countries: Mapping[str, str], types: Mapping[str, str | None]
) -> Callable[[int, Read], Rows]:
    """Makes the rows of an event, from its number. `countries` are the words of each for search,
    `types` those of deals.

    What most values become is kept: they come again.
    """

    def of_deal(deal: str | None) -> tuple[str | None, str]:
        type_ = types.get(deal) if deal is not None else None
        return type_, _token(terms["deal"], deal) + _token(terms["type"], type_)

    def cited(sources: tuple[Citation, ...]) -> tuple[str | None, str]:
        return citations(sources), "".join(citing.tokens("", sources))

    dates, deals, sources = Kept(_dated), Kept(of_deal), Kept(cited)
    themes, lands, bodies = (
        Kept(partial(_list, terms[field], countries)) for field in ("theme", "country", "organisation")
    )
    kinds, stages, confidences, places = (
        Kept(partial(_token, terms[field])) for field in ("kind", "stage", "confidence", "place")
    )
    disputed = terms["conflicts"][CONFLICTS]
    others = more("events")
    beyond = [Event._fields.index(field.name) for field in others]
    none_of_them, nothing = [None] * len(others), (None,) * (len(others) + 1)

    def rows(number: int, read: Read) -> Rows:
        event: Event = read.entry
        text, start, end, precision, qualifier = event.date
        span, years = dates[event.date]
        themes_text, theme_marks, _ = themes[event.themes]
        lands_text, land_marks, land_names = lands[event.countries]
        bodies_text, body_marks, body_names = bodies[event.organisations]
        type_, deal_marks = deals[event.deal]
        sources_text, source_marks = sources[event.sources]
        marks = (
            f"{years}{theme_marks}{land_marks}{body_marks}{source_marks}{kinds[event.kind]}"
            f"{confidences[event.confidence]}{deal_marks}{stages[event.stage]}{places[event.place]}"
            f"{disputed if event.conflicts else ''}"
        )
        body = f"{event.summary or ''} {event.conflicts}" if event.conflicts else event.summary or ""
        names = for_search(f"{event.id} {event.place}" if event.place else event.id)
        row: Row = (
            number, event.id, text, start, end, span, precision, qualifier, event.title, event.summary, event.kind,
            themes_text, lands_text, bodies_text, event.place, event.deal, event.stage, event.quantity, type_,
            sources_text, event.conflicts, event.confidence, read.file, read.line, read.item, read.made,
        )  # fmt: skip
        if read.own or [event[place] for place in beyond] != none_of_them:
            row += more_of(others, read)
            body = f"{body} {more_text(others, read)}"
        else:
            row += nothing
        words = (4 * number, for_search(event.title), for_search(body), f"{names} {body_names} {land_names}")
        return row, (4 * number, marks), words

    return rows


def _stored(amount: Number | None) -> int | float | str | None:
    """An amount as SQLite keeps it: a number, or its digits as text where a double would round it."""
    return amount if amount is None or isinstance(amount, int | float) else digits(amount)


def deal_rows(terms: dict[str, Tokens], citing: Citing, number: int, read: Read, start: int, end: int) -> Rows:
    """The rows of a deal, from its number and the first and last day of its events."""
    deal: Deal = read.entry
    value = deal.value
    quantities = [item.quantity for item in deal.items]
    known = [quantity for quantity in quantities if quantity is not None]
    row = (
        number, deal.id, start, end, (end - start).bit_length(), deal.title, deal.type, deal.supplier, deal.recipient,
        dumps([present(item) for item in deal.items]) if deal.items else None,
        sum(known) if known and len(known) == len(quantities) else None,
        dumped(present(value)) if value else None,
        _stored(value.amount) if value else None, _stored(value.amount_max) if value else None,
        value.currency if value else None, value.disputed if value else None,
        deal.note, dumps(deal.organisations) if deal.organisations else None,
        citations(deal.sources), deal.conflicts,
        read.file, read.line, read.item, *more_of(_DEALS, read),
    )  # fmt: skip
    terms["deal"][deal.id]
    words = {"deal.type": (deal.type,), "deal.supplier": (deal.supplier,), "deal.recipient": (deal.recipient,),
             "deal.organisation": deal.organisations, "deal.country": (deal.supplier, deal.recipient),
             "deal.conflicts": (CONFLICTS if deal.conflicts else None,)}  # fmt: skip
    items = " ".join(f"{item.designation} {item.note or ''}" for item in deal.items)
    note = value.note if value and value.note else ""
    body = f"{items} {deal.note or ''} {note} {deal.conflicts or ''} {more_text(_DEALS, read)}"
    said = _said("deal", number, deal.title, body, f"{deal.id} {' '.join(deal.organisations)}")
    cited = citing.tokens("deal.", deal.sources)
    return row, _mark(terms, words, "deal", number, when(start, end), cited), said


def fact_rows(terms: dict[str, Tokens], citing: Citing, number: int, read: Read) -> Rows:
    """The rows of a fact, from its number."""
    fact: Fact = read.entry
    row = (
        number, fact.id, NEVER, NEVER, 0, fact.theme, fact.statement, fact.claimed_by, fact.verdict, fact.note,
        dumps(fact.evidence) if fact.evidence else None, citations(fact.sources), fact.conflicts,
        read.file, read.line, read.item, *more_of(_FACTS, read),
    )  # fmt: skip
    words = {"fact.theme": (fact.theme,), "fact.verdict": (fact.verdict,), "fact.claimed_by": (fact.claimed_by,),
             "fact.conflicts": (CONFLICTS if fact.conflicts else None,)}  # fmt: skip
    cited = citing.tokens("fact.", fact.sources, fact.claimed_by)
    body = f"{fact.note or ''} {fact.conflicts or ''} {more_text(_FACTS, read)}"
    said = _said("fact", number, fact.statement, body, fact.id)
    return row, _mark(terms, words, "fact", number, "", cited), said


def source_rows(terms: dict[str, Tokens], number: int, read: Read) -> Rows:
    """The rows of a source, from its number."""
    source: Source = read.entry
    date = source.published
    start, end = (date.start, date.end) if date else (NEVER, NEVER)
    row = (
        number, source.id, start, end, (end - start).bit_length(), source.title, source.publisher, source.author,
        dumps(source.author_kind) if source.author_kind else None, date.text if date else None, source.url,
        source.seen_at, source.kind, source.language, read.file, read.line, read.item,
        *more_of(_SOURCES, read),
    )  # fmt: skip
    mark = _mark(terms, {"source.publisher": (source.publisher,)}, "source", number, when(start, end) if date else "")
    names = f"{source.id} {source.publisher or ''}"
    body = f"{source.author or ''} {more_text(_SOURCES, read)}"
    return row, mark, _said("source", number, source.title, body, names)


def citations(sources: Iterable[Citation]) -> str | None:
    """The citations of an entry as JSON text."""
    return dumps([present(citation) for citation in sources]) if sources else None


def _token(tokens: Tokens, value: str | None) -> str:
    return "" if value is None else tokens[value]


def _list(tokens: Tokens, names: Mapping[str, str], values: tuple[str, ...]) -> tuple[str | None, str, str]:
    """A list of words for the index: its JSON text, the tokens of its words, and its words for search."""
    if not values:
        return None, "", ""
    distinct = dict.fromkeys(values)
    marks = "".join([tokens[value] for value in distinct])
    return dumps(values), marks, for_search(" ".join(names.get(value, value) for value in distinct))


def _mark(
    terms: dict[str, Tokens],
    words: Mapping[str, tuple[str | None, ...]],
    noun: str,
    number: int,
    when: str,
    cited: Iterable[str] = (),
) -> Row:
    tokens = {terms[field][value] for field, values in words.items() for value in values if value is not None}
    tokens.update(cited)
    return 4 * number + NOUNS.index(noun), when + "".join(sorted(tokens))


def _said(noun: str, row: int, title: str, body: str, names: str) -> tuple[int, str, str, str]:
    """A row of `words`."""
    return 4 * row + NOUNS.index(noun), for_search(title), for_search(body), for_search(names)
