"""The filters, and the meaning of each for events, deals, facts and sources: one table.

The compiler (`tpcli.query.sql`) follows the table, and the reference prints it, so that the two can't differ.
"""

from typing import NamedTuple

OWN = "own"
"""The entry has it itself."""
ID = "id"
"""The entry is it."""
DEAL = "deal"
"""Asked of the deal that an event belongs to."""
STAGE = "stage"
"""Asked of a deal's stages: one of them, within the dates asked for, has all that is asked of a stage."""
OWN_OR_STAGE = "own or stage"
"""Asked of the deal itself, or of the stage that has all else that is asked of stages."""
EVIDENCE = "evidence"
"""Asked of the evidence of a fact: one event or deal has all that is asked of it."""
OWN_ELSE_EVIDENCE = "own, else evidence"
"""The fact's own; of its evidence where it has none."""
FACT = "fact"
"""Asked of a fact: one that has it rests on the event or deal, or cites or is claimed by the source."""
CITING = "citing"
"""Asked of the entries that cite a source: one event, deal or fact has all that is asked of it."""

NOUNS = ("events", "deals", "facts", "sources")

MEANINGS = {
    OWN: "their own",
    ID: "the entry itself",
    DEAL: "of their deal",
    STAGE: "of a stage",
    OWN_OR_STAGE: "their own, or of a stage",
    EVIDENCE: "of their evidence",
    OWN_ELSE_EVIDENCE: "their own, else of their evidence",
    FACT: "evidence of such a fact",
    CITING: "of what cites them",
}
"""How the reference says each relation, where nothing better is said below."""

BETTER = {
    ("dates", "deals"): "from first to latest stage",
    ("dates", "facts"): "those of their evidence",
    ("dates", "sources"): "when published",
    ("country", "deals"): "supplier or recipient",
    ("type", "events"): "of their deal",
    ("source", "events"): "cited",
    ("source", "deals"): "cited, by a stage too",
    ("source", "facts"): "cited, or making the claim",
    ("publisher", "events"): "of a source cited",
    ("publisher", "deals"): "of a source cited, by a stage too",
    ("publisher", "facts"): "of a source cited, or making the claim",
    ("verdict", "sources"): "cited by, or making, such a fact",
    ("claimed-by", "sources"): "cited by, or making, such a fact",
    ("match", "events"): "their own text",
    ("match", "deals"): "their own text, or that of a stage",
    ("match", "facts"): "their own text",
    ("match", "sources"): "their own text",
}
"""By filter and noun: the words of the reference that are more exact than those of the relation."""


class Filter(NamedTuple):
    """One filter, and where each noun has what it asks for."""

    fields: tuple[str, ...]
    """The fields of the index's words that know what may be asked for; none for dates and texts."""
    help: str
    events: str
    deals: str
    facts: str
    sources: str
    metavar: str = "NAME"

    @property
    def takes_words(self) -> bool:
        """Whether its values are words of the record."""
        return self.metavar == "NAME"

    def relation(self, noun: str) -> str:
        """Where entries of that noun have it."""
        return str(getattr(self, noun))


def _dates(text: str) -> Filter:
    return Filter((), text, OWN, OWN, EVIDENCE, OWN, "DATE")


FILTERS = {
    "theme": Filter(("theme", "fact.theme"), "A theme; A+B for both, A,B or twice for either.",
                    OWN, STAGE, OWN_ELSE_EVIDENCE, CITING),
    "country": Filter(("country", "deal.country"), "A country, by code or name.", OWN, OWN, EVIDENCE, CITING),
    "kind": Filter(("kind",), "A kind of event, such as contract or visit.", OWN, STAGE, EVIDENCE, CITING),
    "type": Filter(("type", "deal.type"), "A type of deal, such as naval or drone.", OWN, OWN, EVIDENCE, CITING),
    "organisation": Filter(("organisation", "deal.organisation"), "A force, firm or body.",
                           OWN, OWN_OR_STAGE, EVIDENCE, CITING),
    "place": Filter(("place",), "Where it happened.", OWN, STAGE, EVIDENCE, CITING),
    "deal": Filter(("deal",), "What belongs to a deal.", OWN, ID, EVIDENCE, CITING),
    "stage": Filter(("stage",), "A stage that a deal reached.", OWN, STAGE, EVIDENCE, CITING),
    "source": Filter(("source",), "What cites a source.", OWN, OWN_OR_STAGE, OWN, ID),
    "publisher": Filter(("source.publisher",), "What cites a source of a publisher.", OWN, OWN_OR_STAGE, OWN, OWN),
    "confidence": Filter(("confidence",), "high, medium or low.", OWN, STAGE, EVIDENCE, CITING),
    "supplier": Filter(("deal.supplier",), "The country that supplies.", DEAL, OWN, EVIDENCE, CITING),
    "recipient": Filter(("deal.recipient",), "The country that receives.", DEAL, OWN, EVIDENCE, CITING),
    "verdict": Filter(("fact.verdict",), "What became of a claim.", FACT, FACT, OWN, FACT),
    "claimed-by": Filter(("fact.claimed_by",), "The source that makes a claim.", FACT, FACT, OWN, FACT),
    "conflicts": Filter((), "Where sources disagree, or what they rest on.", OWN, OWN_OR_STAGE, OWN, CITING, ""),
    "from": _dates("From the first day of DATE on."),
    "to": _dates("Up to the last day of DATE."),
    "year": _dates("Within DATE: 1955, 1955-02, 1950s."),
    "status": Filter((), "How far a deal has come.", DEAL, OWN, EVIDENCE, CITING),
    "stale": Filter((), "Deals not over, of which nothing was heard for three years.", DEAL, OWN, EVIDENCE, CITING, ""),
    "as-of": Filter((), "Deals as they stood at the end of DATE.", DEAL, OWN, EVIDENCE, CITING, "DATE"),
    "match": Filter((), "Holds these words, as in search: a -b OR c.", OWN, OWN_OR_STAGE, OWN, OWN, "WORDS"),
}  # fmt: skip
"""Every filter, by its name on the command line."""

DATES = ("from", "to", "year")


def meaning(name: str, noun: str) -> str:
    """The meaning of a filter for a noun in words, for the reference."""
    known = "dates" if name in DATES else name
    return BETTER.get((known, noun)) or MEANINGS[FILTERS[name].relation(noun)]
