"""Sources as bibliographic items of CSL-JSON (docs.citationstyles.org), which citation programs share."""

import re
from urllib.parse import urlsplit

from tpcli.dates import edtf
from tpcli.export.authors import Name, authors
from tpcli.record.entries import Source
from tpcli.text.json import Json
from tpcli.text.safe import link

Item = dict[str, Json]

TYPES = {
    "official": "webpage",
    "archive": "document",
    "leaked": "document",
    "scholarly": "document",  # A book, article or thesis: the record does not say which.
    "think-tank": "report",
    "trade-press": "article-magazine",
    "news-agency": "article-newspaper",
    "news": "article-newspaper",
    "company": "webpage",
    "reference": "entry-encyclopedia",
    "commentary": "article-newspaper",
    "blog": "post-weblog",
    "forum": "post",
}
"""The kinds of sources, as types of CSL 1.0.2."""

PUBLISHED = ("document", "report")
"""The types that have a publisher; the others appear in something of that name."""

# Tags that CSL processors take for formatting: a word joiner after `<` keeps them text and is not seen.
_TAG = re.compile(r"<(?=/?(?:i|b|sc|sup|sub|span)\b)", re.IGNORECASE)


def type_of(source: Source) -> str:
    """The type of CSL that a source is."""
    return TYPES.get(source.kind or "", "webpage" if source.url else "document")


def item(source: Source) -> Item:
    """One source as an item."""
    type_ = type_of(source)
    out: Item = {"id": source.id, "type": type_, "title": _text(source.title)}
    if source.author:
        out["author"] = [_name(name) for name in authors(source.author, source.author_kind)]
    if source.publisher:
        out["publisher" if type_ in PUBLISHED else "container-title"] = _text(source.publisher)
    if source.published:
        out["issued"] = _date(source.published.text)
    if source.accessed:
        out["accessed"] = _date(source.accessed.text)
    if address := link(source.url or source.seen_at):
        out["URL"] = address.replace("'", "%27")  # Citation programs would make it a typographic one.
    if source.language:
        out["language"] = source.language
    notes = [f"Read at {source.seen_at}"] if source.url and source.seen_at else []
    notes += [f"Address: {text}" for text in (source.url or source.seen_at,) if text and not link(text)]
    if source.archived:  # CSL has room for one copy, and for no day of it.
        out["archive"] = urlsplit(source.archived[0].url).netloc
        out["archive_location"] = source.archived[0].url
    notes += [f"Archived at {copy.url}" + (f" on {copy.at.text}" if copy.at else "") for copy in source.archived]
    if notes:
        out["note"] = "; ".join(map(_text, notes))
    return out


def loses(date: str) -> bool:
    """Whether CSL-JSON holds less than an EDTF date says.

    It knows neither `?` nor what is open, unspecified or one of a set, no other parts of a year than its four seasons,
    and no time of day.
    """
    kind, pieces = edtf.apart(date)
    if kind in ("one", "all") or any(mark in date for mark in "?%XT"):
        return True
    parts = [part for piece in pieces for part in piece]
    return None in parts or any(part.precision == "season" and _season(date) is None for part in parts if part)


def _date(text: str) -> dict[str, Json]:
    """An EDTF date as a CSL date: as exact as it is, `circa` where it is approximate or uncertain."""
    first, last = edtf.edges(text)
    season = _season(text)
    parts = [end for end in dict.fromkeys((first, last)) if end]
    if season:
        parts = [part[:1] for part in parts[:1]]
    made: dict[str, Json] = {"date-parts": [_parts(part) for part in parts]}
    if season:
        made["season"] = season
    if edtf.parse(text).qualifier:
        made["circa"] = True
    return made


def _season(text: str) -> int | None:
    """Spring, summer, autumn or winter as 1 to 4, where a date is one of them and nothing else."""
    kind, pieces = edtf.apart(text)
    one = pieces[0].first
    if kind != "date" or one is None or one.precision != "season":
        return None
    code = int(one.digits[1])
    return (code - 21) % 4 + 1 if code <= 32 else None


def _parts(known: tuple[int, ...]) -> Json:
    """Year, month and day. CSL counts as people do, without a year 0: -1 is 1 BC."""
    year, *rest = known
    return [year if year > 0 else year - 1, *rest]


def _text(text: str) -> str:
    return _TAG.sub("<\N{WORD JOINER}", text)


def _name(name: Name) -> Json:
    if name.body:
        return {"literal": _text(name.family)}
    parts = {"family": name.family, "given": name.given, "suffix": name.suffix}
    return {part: _text(value) for part, value in parts.items() if value}
