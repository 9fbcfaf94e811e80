"""The entries of a record as values, one class a noun, and the words that they use."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from tpcli.dates import edtf

if TYPE_CHECKING:
    from tpcli.text.numbers import Number


class Citation(NamedTuple):
    """One source of an entry: the id of a source entry, or a bare link, and what it backs."""

    source: str
    supports: str | None = None


class Item(NamedTuple):
    """One line of a deal: what, and how many were ordered."""

    designation: str
    quantity: int | None = None
    note: str | None = None


class Money(NamedTuple):
    """The value of a deal, in one currency; `amount_max` makes it a range."""

    amount: "Number"
    currency: str
    amount_max: "Number | None" = None
    disputed: bool = False
    note: str | None = None


class Copy(NamedTuple):
    """A source as a web archive keeps it."""

    url: str
    at: edtf.Date | None = None
    """When the copy was made."""


class Event(NamedTuple):
    """Something that happened, with its date."""

    id: str
    date: edtf.Date
    title: str
    summary: str | None = None
    kind: str | None = None
    themes: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    place: str | None = None
    lat: float | None = None
    lon: float | None = None
    deal: str | None = None
    stage: str | None = None
    quantity: int | None = None
    sources: tuple[Citation, ...] = ()
    conflicts: str | None = None
    confidence: str | None = None


class Deal(NamedTuple):
    """A transfer of arms, equipment or know-how; its stages are events that name it."""

    id: str
    title: str
    type: str | None = None
    supplier: str | None = None
    recipient: str | None = None
    items: tuple[Item, ...] = ()
    value: Money | None = None
    note: str | None = None
    organisations: tuple[str, ...] = ()
    sources: tuple[Citation, ...] = ()
    conflicts: str | None = None


class Fact(NamedTuple):
    """A claim, and what became of it."""

    id: str
    statement: str
    theme: str | None = None
    claimed_by: str | None = None
    verdict: str | None = None
    note: str | None = None
    evidence: tuple[str, ...] = ()
    sources: tuple[Citation, ...] = ()
    conflicts: str | None = None


class Source(NamedTuple):
    """One page, book or paper that entries cite."""

    id: str
    title: str
    publisher: str | None = None
    author: str | None = None
    author_kind: tuple[str, ...] = ()
    published: edtf.Date | None = None
    url: str | None = None
    seen_at: str | None = None
    accessed: edtf.Date | None = None
    archived: tuple[Copy, ...] = ()
    kind: str | None = None
    language: str | None = None


class Term(NamedTuple):
    """One word of the vocabulary. `status`, `needs` and `effect` are for stages only."""

    id: str
    name: str
    meaning: str | None = None
    aliases: tuple[str, ...] = ()
    status: str | None = None
    """The status of a deal that has reached this stage."""
    needs: tuple[str, ...] = ()
    """Stages that can't come after this one."""
    effect: str = "advances"


class OwnField(NamedTuple):
    """A field that only this record knows."""

    name: str
    kind: str
    """text, number, date or list; json too where it is not declared."""
    meaning: str


class Place(NamedTuple):
    """Where a place is, in degrees (WGS 84)."""

    lat: float
    lon: float
    geonames: int | None = None
    """Its id at geonames.org, where that is where this comes from."""


class Vocabulary(NamedTuple):
    """The words a record may use, in order. A part that is None is open: any word may be used."""

    themes: Mapping[str, Term] | None = None
    kinds: Mapping[str, Term] | None = None
    types: Mapping[str, Term] | None = None
    stages: Mapping[str, Term] | None = None
    countries: Mapping[str, Term] | None = None
    organisations: Mapping[str, Term] | None = None
    fields: Mapping[str, OwnField] | None = None
    """Fields of the record's own that are declared."""
    places: Mapping[str, Place] | None = None
    """Where places are, by their names in the record."""


Entry = Event | Deal | Fact | Source

ENTRIES: dict[str, type[Any]] = {"events": Event, "deals": Deal, "facts": Fact, "sources": Source}


class Retired(NamedTuple):
    """An id that was an entry's once."""

    id: str
    why: str
    replaced_by: str | None = None


class About(NamedTuple):
    """A record's description of itself; everything may be missing."""

    title: str | None = None
    description: str | None = None
    licence: str | None = None
    version: str | None = None
    """Apart from the program's."""
    released: str | None = None
    """The day of that version, in EDTF."""
    authors: tuple[str, ...] = ()
    address: str | None = None
    """Where its site is published, without a slash at the end."""
    doi: str | None = None
    ignore: tuple[str, ...] = ()
    """The codes of the warnings that `tpcli check` leaves out."""
    retired: tuple[Retired, ...] = ()
