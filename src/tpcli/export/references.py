"""Sources as bibliographic items of CSL-JSON (docs.citationstyles.org), which citation programs share."""

import re
from collections.abc import Mapping
from typing import Any

from tpcli.dates import edtf
from tpcli.export.authors import Name, authors

Item = dict[str, Any]

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

_PUBLISHED = ("document", "report")
"""The types that have a publisher; the others appear in something of that name."""

# Tags that CSL processors take for formatting: a word joiner after `<` keeps them text and is not seen.
_TAG = re.compile(r"<(?=/?(?:i|b|sc|sup|sub|span)\b)", re.IGNORECASE)


def item(source: Mapping[str, Any]) -> Item:
    """One source, with the fields of the record, as an item."""
    type_ = TYPES.get(source.get("kind", ""), "webpage" if source.get("url") else "document")
    out: Item = {"id": source["id"], "type": type_, "title": _text(source["title"])}
    if source.get("author"):
        out["author"] = [_name(name) for name in authors(source)]
    if source.get("publisher"):
        out["publisher" if type_ in _PUBLISHED else "container-title"] = _text(source["publisher"])
    if source.get("published"):
        out["issued"] = _issued(source["published"])
    link = source.get("url") or source.get("seen_at")
    if link:
        out["URL"] = link.replace("'", "%27")  # Citation programs would make it a typographic one.
    if source.get("language"):
        out["language"] = source["language"]
    if source.get("seen_at") and source.get("url"):
        out["note"] = f"Read at {source['seen_at']}"
    return out


def loses(date: str) -> bool:
    """Whether CSL-JSON holds less than an EDTF date says: it knows neither `?` nor what is open or unspecified."""
    return "?" in date or "%" in date or "X" in date or edtf.parse(date).precision == "open"


def _issued(text: str) -> dict[str, Any]:
    """An EDTF date as a CSL date: as exact as it is, `circa` where it is approximate or uncertain."""
    ends = [edtf.part(end) for end in text.split("/") if end not in ("", "..")]
    if len(ends) == 1 and ends[0].precision in ("decade", "century"):
        whole = edtf.parse(text)
        parts = [[edtf.civil(day)[0]] for day in (whole.start, whole.end)]
    else:
        parts = [_parts(end) for end in ends]
    issued: dict[str, Any] = {"date-parts": parts}
    if len(ends) == 1 and ends[0].precision == "season":
        issued["season"] = ends[0].month - 20
    if any(end.qualifier for end in ends):
        issued["circa"] = True
    return issued


def _parts(part: edtf.Part) -> list[int]:
    known = {"day": 3, "month": 2}.get(part.precision, 1)
    return [part.year, part.month, part.day][:known]


def _text(text: str) -> str:
    return _TAG.sub("<\N{WORD JOINER}", text)


def _name(name: Name) -> dict[str, str]:
    if name.body:
        return {"literal": _text(name.family)}
    parts = {"family": name.family, "given": name.given, "suffix": name.suffix}
    return {part: _text(value) for part, value in parts.items() if value}
