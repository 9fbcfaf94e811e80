"""How one value is read, by the shape of its field."""

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, cast

from tpcli.dates import edtf
from tpcli.record.choices import CHOICES
from tpcli.record.entries import Citation, Copy, Item, Money, Term, Vocabulary
from tpcli.record.fields import INNER, SINGULAR, Field
from tpcli.record.problems import Path, Wrong
from tpcli.text.folding import composed, did_you_mean
from tpcli.text.json import Fields, Json, Object
from tpcli.text.nearest import Nearest
from tpcli.text.numbers import DIGITS, Number, exact

ERRORS = {
    "missing-field": "a source, item or value without its main field says nothing",
    "unknown-field": "a field that has no meaning would be left out in silence; it is mostly a slip of the pen",
    "too-many-fields": "hundreds of fields of a record's own have some other cause than the record",
    "wrong-shape": "a list where one value stands, or one value where a mapping stands, can't be understood",
    "bad-id": "ids are typed on command lines and joined in lists, so they hold no space, comma, semicolon or slash",
    "not-a-date": "what is no EDTF date, or no day of any calendar, can't be put in order",
    "not-a-number": "what is no plain number can't be added up or compared",
    "unknown-currency": "values are summed by currency, so each has one ISO 4217 code",
    "unknown-theme": "a word that the vocabulary lacks is found by nobody who asks for the right one",
    "unknown-kind": "a word that the vocabulary lacks is found by nobody who asks for the right one",
    "unknown-type": "a word that the vocabulary lacks is found by nobody who asks for the right one",
    "unknown-country": "countries are compared by code; another spelling would be another country",
    "unknown-stage": "a stage that the vocabulary lacks has no place in a deal's life",
    "unknown-effect": "a stage moves a deal on, holds it or ends it",
    "unknown-confidence": "there are three degrees of confidence",
    "unknown-verdict": "there are five verdicts",
    "unknown-author-kind": "a name that is taken for the wrong kind is turned round, or is not, in every reference",
    "not-a-language": "programs that cite know languages by their BCP 47 tag, such as tr or zh-Hant",
    "unknown-source-kind": "the kinds of sources are few and fixed, so that records can be compared",
}
"""The codes of errors of values, and why each is an error."""

Reader = Callable[[Json], Any]
"""Reads one value. Raises Wrong with a code and a sentence."""

_ID = re.compile(r"[^\s,;/\x00-\x1f\x7f]{1,200}")
_NUMBER = re.compile(r"(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+]?[0-9]{1,2})?")
_LINK = re.compile(r"https?://\S+")
# RFC 5646, 2.1: a language, then script, region, variants and extensions. No language of more letters is registered.
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
MOST_NUMBER = 10**18
MOST_DECIMALS = 18
"""Digits after the point of a sum of money at most. With 10^18 before it that is what decimals of 38 digits hold."""


def is_link(text: str) -> bool:
    """Whether a citation is a bare link, not the id of a source."""
    return _LINK.fullmatch(text) is not None


def is_id(text: str) -> bool:
    """Whether a text may be an id."""
    return _ID.fullmatch(text) is not None


def text(value: Json) -> str:
    """One text. Raises Wrong."""
    if isinstance(value, str) and value:
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        raise Wrong("wrong-shape", "takes one value, not a list")
    if isinstance(value, dict):
        raise Wrong("wrong-shape", "takes one value, not a mapping: put text that holds ': ' in quotes")
    raise Wrong("wrong-shape", "is empty: leave the field out or give it a value")


def said(value: Json) -> str:
    """One text that is more than blanks: what an entry can't do without. Raises Wrong."""
    word = text(value)
    if word.isspace():
        raise Wrong("wrong-shape", "is blank: it must say something")
    return word


def texts(value: Json) -> tuple[str, ...]:
    """A list of words; one text counts as a list of one. Raises Wrong.

    However its letters and their marks are encoded, a word is one word (NFC): names are counted and compared.
    """
    if not isinstance(value, list):
        return (composed(text(value)),)
    for n, item in enumerate(value):
        if not isinstance(item, str) or not item:
            try:
                value[n] = text(item)
            except Wrong as wrong:
                raise Wrong(wrong.code, f"item {n + 1} {wrong.reason}", (n,)) from None
    return tuple(map(composed, cast("list[str]", value)))


def web_link(value: Json) -> str:
    """An address of the web. Raises Wrong."""
    word = text(value)
    if not is_link(word):
        raise Wrong("wrong-shape", "is no address of the web: it begins with https://", value=word)
    return word


def identifier(value: Json) -> str:
    """An id: one word without spaces, commas, semicolons or slashes. Raises Wrong."""
    word = composed(text(value))
    if not _ID.fullmatch(word) or value is True or value is False:
        raise Wrong("bad-id", "is no id: use lower-case words joined by hyphens", value=word)
    return word


def identifiers(value: Json) -> tuple[str, ...]:
    """A list of ids. Raises Wrong."""
    found = []
    for n, word in enumerate(value if isinstance(value, list) else [value]):
        try:
            found.append(identifier(word))
        except Wrong as wrong:
            raise wrong.in_item(n) from None
    return tuple(found)


def date(value: Json) -> edtf.Date:
    """An EDTF date. Raises Wrong."""
    if isinstance(value, list | dict):  # To YAML a set is a list or a mapping.
        raise Wrong("not-a-date", 'takes one date: put a set of dates in quotes, such as "[1667,1668]"')
    try:
        return edtf.parse(text(value))
    except edtf.DateError as error:
        raise Wrong("not-a-date", str(error), sentence=True) from None


def number(value: Json) -> float:
    """A number that is not negative, whole where it is written whole, of at most 15 digits. Raises Wrong."""
    found = amount(value)
    if (isinstance(found, int) and found > 2**53) or not isinstance(found, int | float):
        raise Wrong("not-a-number", f"has more than the {DIGITS} digits that numbers keep exactly", value=text(value))
    return found


def amount(value: Json) -> Number:
    """A sum of money, which is not negative, digit for digit. Raises Wrong."""
    word = text(value)
    if not _NUMBER.fullmatch(word):
        raise Wrong("not-a-number", "is not a number: write digits only, such as 1500000000", value=word)
    found = exact(word)
    if found > MOST_NUMBER:
        raise Wrong("not-a-number", "is larger than any sum of money", value=word)
    if len(word.partition(".")[2]) > MOST_DECIMALS:
        raise Wrong("not-a-number", f"has more than {MOST_DECIMALS} decimals", value=word)
    return found


def signed(value: Json) -> float:
    """A number, which may be negative. Raises Wrong."""
    word = text(value)
    return -number(word[1:]) if word[0] == "-" and len(word) > 1 else number(word)


def degrees(most: int) -> Reader:
    """A reader of degrees on either side of 0, up to so many."""

    def read(value: Json) -> float:
        if not _NUMBER.fullmatch(text(value).removeprefix("-")):
            raise Wrong("not-a-number", "is no number of degrees: write 41.0136, or -41.0136", value=text(value))
        if abs(found := signed(value)) > most:
            raise Wrong("not-a-number", f"is beyond {most} degrees", value=str(value))
        return found

    return read


def count(value: Json) -> int:
    """A whole number. Raises Wrong."""
    found = number(value)
    if not isinstance(found, int):
        raise Wrong("not-a-number", "is not a whole number", value=str(value))
    return found


def word_of(part: str, terms: Mapping[str, Term] | None) -> Reader:
    """A reader of one word of a part of the vocabulary; of any word where that part is open."""
    code = f"unknown-{SINGULAR[part]}"
    unknown = _unknown(terms or {})

    def read(value: Json) -> str:
        word = composed(text(value))
        if terms is not None and word not in terms:
            raise Wrong(code, unknown(word), value=word)
        return word

    return read


def words_of(part: str, terms: Mapping[str, Term] | None) -> Reader:
    """A reader of a list of words of a part of the vocabulary."""
    one = word_of(part, terms)
    right: set[tuple[str, ...]] = set()  # Lists repeat: those found right once need no second look.

    def read(value: Json) -> tuple[str, ...]:
        words = texts(value)
        if words not in right:
            for n, word in enumerate(words):
                try:
                    one(word)
                except Wrong as wrong:
                    raise wrong.in_item(n) from None
            if len(right) < 10_000:
                right.add(words)
        return words

    return read


def choice(name: str) -> Reader:
    """A reader of one of a few fixed words."""
    known = CHOICES[name]

    def read(value: Json) -> str:
        word = value if isinstance(value, str) else text(value)
        if word not in known:
            raise Wrong(f"unknown-{name}", f"is none of {', '.join(known)}{did_you_mean(word, known)}", value=word)
        return word

    return read


def choices(name: str) -> Reader:
    """A reader of a list of a few fixed words."""
    one = choice(name)

    def read(value: Json) -> tuple[str, ...]:
        found = []
        for n, word in enumerate(texts(value)):
            try:
                found.append(one(word))
            except Wrong as wrong:
                raise wrong.in_item(n) from None
        return tuple(found)

    return read


def _unknown(terms: Mapping[str, Term]) -> Callable[[str], str]:
    """Says of a word that is none of the terms which was meant."""

    @cache
    def known() -> tuple[dict[str, str], Nearest]:
        """The terms by all that they are called, and all ids and aliases; made once, when a word is wrong."""
        ids: dict[str, str] = {}
        for term in terms.values():
            for name in (term.id, term.name, *term.aliases):
                ids.setdefault(name.casefold(), term.id)
        return ids, Nearest([name for term in terms.values() for name in (term.id, *term.aliases)])

    def reason(word: str) -> str:
        ids, near = known()
        if word.casefold() in ids:
            return f"is written '{ids[word.casefold()]}'"
        return near.did_you_mean(word) or "is no word of the vocabulary"

    return reason


def listed(shape: str, one: type[Citation] | type[Item] | type[Copy], must: str, lacks: str) -> Reader:
    """A reader of a list of mappings of a shape of `INNER`; a text is its first field, the required one.

    `must` says what an item is to be, `lacks` what one without that field lacks.
    """
    first = INNER[shape][one._fields[0]]
    read_first = reader_of(first, SCALARS)

    def read(value: Any) -> tuple[Any, ...]:
        found = []
        for n, item in enumerate(value if isinstance(value, list) else [value]):
            if item.__class__ is str and item:
                try:
                    found.append(one(read_first(item)))
                except Wrong as wrong:
                    raise Wrong(wrong.code, f"item {n + 1} {wrong.reason}", (n,)) from None
                continue
            if not isinstance(item, dict):
                raise Wrong("wrong-shape", f"must be {must}", (n,))
            fields = fields_of(item, shape, (n,))
            if first.name not in fields:
                raise Wrong("missing-field", lacks, (n,))
            found.append(one(**fields))
        return tuple(found)

    return read


def money(value: Json) -> Money:
    """A deal's value: a mapping with `amount` and `currency`. Raises Wrong."""
    if not isinstance(value, dict):
        raise Wrong("wrong-shape", "must be {amount: 1500000000, currency: USD}")
    fields = fields_of(value, "money", ())
    for name in ("amount", "currency"):
        if name not in fields:
            raise Wrong("missing-field", f"has no {name}: write {{amount: 1500000000, currency: USD}}")
    if fields.get("amount_max") is not None and fields["amount_max"] < fields["amount"]:
        raise Wrong("not-a-number", "has an amount_max below its amount", ("amount_max",))
    return Money(**fields)


def language(value: Json) -> str:
    """A BCP 47 language tag, by its form. Raises Wrong."""
    word = text(value)
    if not _LANGUAGE.fullmatch(word):
        raise Wrong("not-a-language", "is no BCP 47 language tag, such as tr, ur or zh-Hant", value=word)
    return word


def currency(value: Json) -> str:
    """An ISO 4217 code, by its form. Raises Wrong."""
    word = text(value)
    if not re.fullmatch("[A-Z]{3}", word):
        raise Wrong("unknown-currency", "is no ISO 4217 code, such as USD", value=word)
    return word


def boolean(value: Json) -> bool:
    """`true` or `false`. Raises Wrong."""
    word = text(value)
    if word not in ("true", "false"):
        raise Wrong("wrong-shape", "is neither true nor false", value=word)
    return word == "true"


def fields_of(value: Object, shape: str, path: Path) -> Fields:
    """The values of the fields of a mapping; `shape` names the fields that it may have, in `INNER`. Raises Wrong."""
    out = {}
    known = INNER[shape]
    for name, item in value.items():
        if name not in known:
            message = f"is no field here{did_you_mean(name, known)}"
            raise Wrong("unknown-field", message, (*path, name), value=name)
        if item is not None:
            try:
                out[name] = reader_of(known[name], SCALARS)(item)
            except Wrong as wrong:
                raise Wrong(wrong.code, f"{name} {wrong.message}", (*path, name, *wrong.path)) from None
    return out


SCALARS: dict[str, Reader] = {
    "id": identifier,
    "text": text,
    "texts": texts,
    "date": date,
    "link": web_link,
    "count": count,
    "number": amount,
    "currency": currency,
    "language": language,
    "boolean": boolean,
    "latitude": degrees(90),
    "longitude": degrees(180),
}
"""How the fields inside a value are read, by their shape."""

OWN_READERS: dict[str, Reader] = {"text": text, "number": signed, "date": date, "list": texts}
"""How a field is read that the vocabulary declares, by its kind."""


def reader_of(field: Field, by_shape: Mapping[str, Reader]) -> Reader:
    """How a field is read, by its shape; a required text must say something."""
    return said if field.required and field.shape == "text" else by_shape[field.shape]


citations = listed(
    "citations",
    Citation,
    "a source's id, a link, or {source: ..., supports: ...}",
    "names no source: write {source: ID, supports: ...}",
)
items = listed("items", Item, "{designation: ..., quantity: ...}", "has no designation: say what is supplied")
copies = listed("copies", Copy, "a link, or {url: ..., at: ...}", "has no address: write {url: ..., at: ...}")


def shapes(vocabulary: Vocabulary) -> dict[str, Reader]:
    """How each shape is read under a vocabulary. The names of shapes are what `Field.shape` says."""
    return {
        **SCALARS,
        "ids": identifiers,
        "citations": citations,
        "items": items,
        "copies": copies,
        "money": money,
        "themes": words_of("themes", vocabulary.themes),
        "countries": words_of("countries", vocabulary.countries),
        **{SINGULAR[part]: word_of(part, getattr(vocabulary, part)) for part in SINGULAR},
        **{name: choice(name) for name in CHOICES},
        "author-kinds": choices("author-kind"),
    }
