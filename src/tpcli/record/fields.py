"""The fields of events, deals, facts and sources: one table that all rooms follow.

Of each field it says the name, the shape of its values, the meaning, whether the record or the index gives it, and how
it looks in a table. What is read, `tpcli schema`, `tpcli init`, the dictionary in docs/record.md, the columns of every
listing, `tpcli sql --tables`, exports and the reference are made from it.
"""

from typing import NamedTuple


class Shape(NamedTuple):
    """The type of a field's values: in words, in answers and in exports."""

    said: str
    """For people, as in the dictionary."""
    kind: str = "text"
    """In an answer: text, date (EDTF), day (ISO), number, list (JSON list of texts) or json (any other JSON text)."""
    column: str = "text"
    """In an export: text, date (EDTF as text), day (a Julian day number), integer, number, boolean, list (JSON list of
    texts), items, citations or copies (JSON lists of mappings)."""
    many: bool = False
    """Whether it is a list in the record."""


SHAPES = {
    "id": Shape("an id"),
    "ids": Shape("a list of ids", "list", "list", True),
    "text": Shape("text"),
    "texts": Shape("a list of texts", "list", "list", True),
    "date": Shape("a date in EDTF", "date", "date"),
    "link": Shape("an address of the web"),
    "day": Shape("a day", "day", "day"),
    "count": Shape("a whole number", "number", "integer"),
    "number": Shape("a number", "number", "number"),
    "boolean": Shape("true or false", "number", "boolean"),
    "latitude": Shape("degrees from -90 to 90", "number", "number"),
    "longitude": Shape("degrees from -180 to 180", "number", "number"),
    "citations": Shape("a list of sources", "json", "citations", True),
    "items": Shape("a list of items", "json", "items", True),
    "copies": Shape("a list of archived copies", "json", "copies", True),
    "money": Shape("a value", "json", "number"),
    "milestones": Shape("a list of stages", "json", "text"),
    "themes": Shape("a list of themes", "list", "list", True),
    "theme": Shape("a theme"),
    "kind": Shape("a kind"),
    "type": Shape("a type"),
    "stage": Shape("a stage"),
    "countries": Shape("a list of country codes", "list", "list", True),
    "country": Shape("a country code"),
    "confidence": Shape("a degree of confidence"),
    "verdict": Shape("a verdict"),
    "author-kinds": Shape("a list of kinds of author", "list", "list", True),
    "language": Shape("a language tag"),
    "source-kind": Shape("a kind of source"),
}
"""The shapes of fields. `record.values` reads those that the record gives."""

LISTS = frozenset(name for name, shape in SHAPES.items() if shape.many)
"""The shapes that are lists."""

SINGULAR = {"themes": "theme", "kinds": "kind", "types": "type", "stages": "stage", "countries": "country"}
"""The parts of a vocabulary that fields must keep to, and the shape of a field that holds one word of it."""


class Look(NamedTuple):
    """How a field looks in a table on a terminal."""

    header: str = ""
    """The heading of its column; made of its name where empty."""
    style: str = ""
    cap: int = 40
    """The widest that its column gets, in characters."""
    flexible: bool = False
    """Whether its column may be narrowed, with lines broken between words."""
    mostly: bool = False
    """Whether its column may be narrowed to what most of its values need, with longer ones reaching into the next."""


PLAIN = Look()


class Field(NamedTuple):
    """One field of a noun."""

    name: str
    shape: str
    """One of SHAPES."""
    meaning: str
    required: bool = False
    look: Look = PLAIN
    given: bool = True
    """Whether the record gives it; if not the index works it out, and it is shown when it is asked for by name."""


def _asked(name: str, shape: str, meaning: str, look: Look = PLAIN) -> Field:
    """A field that the index gives."""
    return Field(name, shape, meaning, look=look, given=False)


_ID, _TITLE, _PROSE = Look("Id", "dim", 48), Look("Title", "bold", 90, True), Look("", "", 100, True)
_KIND, _BODIES, _QUANTITY = Look("Kind", "", 14), Look("Organisations", "", 34), Look("Qty", "", 8)
_LASTING = "a lasting name: lower-case words joined by hyphens"

_SOURCES = Field("sources", "citations", "the sources: a source's id or a link, each with what it supports")
_CONFLICTS = Field("conflicts", "text", "where sources disagree, who says what, and what they rest on", look=_PROSE)
_SOURCE_IDS = _asked("source_ids", "texts", "the ids or links of its sources, without what they support")

ALL: dict[str, tuple[Field, ...]] = {
    "events": (
        Field("id", "id", f"{_LASTING}; made from date and title if left out", look=_ID),
        Field("date", "date", "when it happened, in EDTF, as exact as the sources are and no more", True,
              Look("Date", "cyan", 20, mostly=True)),
        Field("title", "text", "one line, in the present tense, at most 80 characters", True, _TITLE),
        Field("summary", "text", "what happened, in one to three sentences", look=_PROSE),
        Field("kind", "kind", "what sort of event it is, a word of the vocabulary", look=_KIND),
        Field("themes", "themes", "what it bears on, words of the vocabulary", look=Look("Themes", "", 37)),
        Field("countries", "countries",
              "the countries that took part or are spoken of, as ISO 3166-1 alpha-2 codes",
              look=Look("Countries", "", 22)),
        Field("organisations", "texts", "the bodies, forces and firms that took part", look=_BODIES),
        Field("place", "text", "where it happened", look=Look("Place", "", 20)),
        Field("lat", "latitude", "its latitude in degrees (WGS 84), north of the equator positive"),
        Field("lon", "longitude", "its longitude in degrees (WGS 84), east of Greenwich positive"),
        Field("deal", "id", "the deal that it belongs to"),
        Field("stage", "stage", "the stage that the deal reaches by it, a word of the vocabulary"),
        Field("quantity", "count", "how many units of the deal are handed over by it", look=_QUANTITY),
        _SOURCES,
        _CONFLICTS,
        Field("confidence", "confidence", "how sure the record is: high, medium or low"),
        _asked("type", "type", "the type of the deal that it belongs to"),
        _asked("precision", "text", "how exact the date is: day, month, season, year, decade, century, millennium, "
               "unspecified, interval, set or open"),
        _asked("qualifier", "text", "`~` approximate, `?` uncertain, `%` both"),
        _SOURCE_IDS,
        _asked("start", "day", "the first day that the date can mean; empty where it is open"),
        _asked("end", "day", "the last day that the date can mean; empty where it is open"),
    ),
    "deals": (
        Field("id", "id", _LASTING, True, _ID),
        Field("title", "text", "what the deal is about, as a noun phrase", True, _TITLE),
        Field("type", "type", "what is supplied, a word of the vocabulary"),
        Field("supplier", "country", "the country that supplies, as an ISO 3166-1 alpha-2 code",
              look=Look("From", "", 6)),
        Field("recipient", "country", "the country that receives, as an ISO 3166-1 alpha-2 code",
              look=Look("To", "", 6)),
        Field("items", "items", "designation, quantity ordered and note of each thing supplied"),
        Field("value", "money", "amount (amount_max for a range), ISO 4217 currency, note, disputed",
              look=Look("Value", "", 24)),
        Field("note", "text", "what else there is to know, in one to three sentences", look=_PROSE),
        Field("organisations", "texts", "the parties and the builders", look=_BODIES),
        _SOURCES,
        _CONFLICTS,
        _asked("quantity", "count", "units ordered, where every item says how many", _QUANTITY),
        _asked("delivered", "count", "units handed over by the day asked about, as far as events say"),
        _asked("value_amount", "number", "the value, or the lower end of its range"),
        _asked("value_max", "number", "the upper end of the range"),
        _asked("value_currency", "text", "the currency, in ISO 4217"),
        _asked("value_disputed", "boolean", "1 where sources disagree about the value"),
        _asked("status", "text",
               "what the deal is: the status that its latest stage gives it, today or as of the day asked about",
               Look("Status", "", 20)),
        _asked("first", "date", "the date of its first event", Look("First", "cyan", 17)),
        _asked("latest", "date", "the date of its latest event", Look("Latest", "cyan", 17)),
        _asked("signed", "date", "the date of the event by which it was signed", Look("Signed", "cyan", 17)),
        _asked("delivered_on", "date", "the date of its first delivery", Look("Delivered on", "cyan", 17)),
        _asked("delivered_last", "date", "the date of its latest delivery", Look("Last delivered", "cyan", 17)),
        _asked("last_heard", "date",
               "the date of its latest event, where it is not over and nothing was heard of it for three years",
               Look("Last heard of", "cyan", 17)),
        _asked("milestones", "milestones", "each stage that it reached: date, stage and the event's id"),
        _SOURCE_IDS,
    ),
    "facts": (
        Field("id", "id", _LASTING, True, _ID),
        Field("theme", "theme", "what it bears on, a word of the vocabulary"),
        Field("statement", "text", "the claim, in one sentence", True, Look("Statement", "bold", 90, True)),
        Field("claimed_by", "id", "the source that makes the claim"),
        Field("verdict", "verdict", "what became of the claim"),
        Field("note", "text", "why the verdict is what it is", look=_PROSE),
        Field("evidence", "ids", "the events and deals that bear on it"),
        _SOURCES,
        _CONFLICTS,
        _asked("claimant", "text", "who makes the claim: the publisher of that source, or else its author or title",
               Look("Claimed by", "", 19)),
        _SOURCE_IDS,
    ),
    "sources": (
        Field("id", "id", _LASTING, True, _ID),
        Field("title", "text",
              "the page's own title; in [square brackets] where that is not known and we describe it", True, _TITLE),
        Field("publisher", "text", "who published it", look=Look("Publisher", "", 28)),
        Field("author", "text",
              "who wrote it: `Ann Smith`, or `van der Berg, Jan` where the family name is not the last word; "
              "several are parted by `;`"),
        Field("author_kind", "author-kinds", "person or body: one for all authors, or a list in their order"),
        Field("published", "date", "when it came out, in EDTF", look=Look("Published", "cyan", 17)),
        Field("url", "text", "its address", look=Look("Link", "dim", 60)),
        Field("seen_at", "text", "the address of the copy that was read, where that is not the original"),
        Field("accessed", "date", "when it was last read at its address, in EDTF", look=Look("Accessed", "cyan", 17)),
        Field("archived", "copies", "copies in web archives: the address of each, and when it was made"),
        Field("kind", "source-kind", "what sort of source it is", look=_KIND),
        Field("language", "language", "the language of its title, as a BCP 47 tag: tr, ur"),
        _asked("cited", "count", "how many events, deals and facts cite it", Look("Cited", "", 6)),
    ),
}  # fmt: skip
"""Every field of each noun, in the order of its columns."""

FIELDS = {noun: {field.name: field for field in fields if field.given} for noun, fields in ALL.items()}
"""The fields that the record gives."""

DERIVED = {noun: frozenset(field.name for field in fields if not field.given) for noun, fields in ALL.items()}
"""The fields that the index works out: answers hold them; a record made of answers is read without them."""

LOOKS = {
    **{field.name: field.look for fields in ALL.values() for field in fields},
    "meaning": _PROSE,
    "count": Look("Count", "", 9),
    "old": Look("Old", "", 50, True),
    "new": Look("New", "", 50, True),
}
"""How fields look, by name, also those of answers that are not entries. A name looks alike wherever it is."""

FLAT = {
    "value": {
        "value_amount": "amount",
        "value_max": "amount_max",
        "value_currency": "currency",
        "value_disputed": "disputed",
        "value_note": "note",
    },
    "items": {"items": "designation", "items_quantity": "quantity", "items_note": "note"},
    "sources": {"sources": "source", "sources_supports": "supports"},
    "archived": {"archived": "url", "archived_at": "at"},
    "milestones": {"milestones": "stage", "milestones_date": "date", "milestones_event": "event"},
}
"""The columns that a field with several parts has in a table without nesting, and the part that each holds."""

INNER: dict[str, dict[str, Field]] = {
    shape: {field.name: field for field in fields}
    for shape, fields in {
        "citations": (
            Field("source", "text", "the id of an entry in the sources, or a link", True),
            Field("supports", "text", "what that source backs"),
        ),
        "items": (
            Field("designation", "text", "what is supplied", True),
            Field("quantity", "count", "how many were ordered"),
            Field("note", "text", "what else there is to know"),
        ),
        "copies": (
            Field("url", "link", "the address of the copy", True),
            Field("at", "date", "when the copy was made, in EDTF"),
        ),
        "money": (
            Field("amount", "number", "the sum, in digits only; the lower end of a range", True),
            Field("currency", "currency", "an ISO 4217 code, such as USD", True),
            Field("amount_max", "number", "the upper end of a range"),
            Field("disputed", "boolean", "whether sources disagree about the sum"),
            Field("note", "text", "what the sum covers"),
        ),
        "term": (
            Field("id", "id", "the word as it stands in the record", True),
            Field("name", "text", "the word as people read it; made from the id if left out"),
            Field("meaning", "text", "what it means, in one line"),
            Field("aliases", "texts", "what people may type for it"),
            Field("status", "text", "stages only: what a deal is once it has reached this stage"),
            Field("needs", "texts", "stages only: the stages that can't come after this one"),
            Field("effect", "effect", "stages only: what the stage does to a deal"),
        ),
        "place": (
            Field("lat", "latitude", "its latitude in degrees (WGS 84), north of the equator positive", True),
            Field("lon", "longitude", "its longitude in degrees (WGS 84), east of Greenwich positive", True),
            Field("geonames", "count", "its id at geonames.org, where that is where this comes from"),
        ),
        "about": (
            Field("title", "text", "what the record is called"),
            Field("description", "text", "what it is about, in one or two sentences"),
            Field("licence", "text", "on what terms it may be used, as an SPDX identifier such as CC-BY-4.0"),
            Field("version", "text", "its version, apart from the program's"),
            Field("released", "date", "the day of that version"),
            Field("authors", "texts", "who made it"),
            Field("address", "link", "where its site is published: what `tpcli report --output DIR/` writes"),
            Field("doi", "text", "its DOI, such as 10.5281/zenodo.1234567"),
            Field("ignore", "texts", "the warnings that `tpcli check` leaves out, by their codes, such as no-source"),
        ),
        "retired": (
            Field("id", "id", "an id that was an entry's once", True),
            Field("why", "text", "why it is no more", True),
            Field("replaced_by", "id", "the entry to look at instead"),
        ),
    }.items()
}
"""The fields of values that are mappings, and of the words of a vocabulary."""
