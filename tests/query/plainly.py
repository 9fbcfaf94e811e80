"""What a question is answered with, by plain loops over a record in memory: the rule that the SQL is held to.

Each noun is asked as `tpcli.query.filters` says. Nothing here is fast.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from tpcli.dates.edtf import OPEN_END, Date, civil, day_number
from tpcli.query.question import Question, Words
from tpcli.record.entries import Citation, Deal, Event, Fact, Source
from tpcli.record.lifecycle import Step, reached_by, standings
from tpcli.record.reading.record import Record

NOW = (2026, 6, 30)
"""Today, for a question about no other day; any day years after the last event is as good."""

Asked = tuple[tuple[str, Words], ...]


class Plain:
    """A record that can be asked. `Question.match` is taken for one word, which a text must hold."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.deals = {deal.id: deal for deal in record.deals}
        self.publishers = {source.id: source.publisher for source in record.sources}
        self.stages = {deal.id: [event for event in record.events if event.deal == deal.id] for deal in record.deals}

    def answer(self, noun: str, question: Question) -> list[str]:
        """The ids of what answers, in the usual order, turned round and cut as asked."""
        record = self.record
        entries: dict[str, Sequence[Any]] = {
            "events": sorted(record.events, key=lambda event: (event.date.start, event.date.end, event.id)),
            "deals": sorted(record.deals, key=lambda deal: (*self._life(deal), deal.id)),
            "facts": record.facts,
            "sources": sorted(record.sources, key=lambda source: source.id),
        }
        answers = self._rule(noun)
        found = [
            entry.id
            for entry in entries[noun]
            if answers(entry, question)
            and not any(answers(entry, self._of_day(left, question)) for left in question.left_out)
        ]
        if question.reverse:
            found.reverse()
        return found[: question.limit]

    @staticmethod
    def _of_day(left_out: Question, question: Question) -> Question:
        return left_out if left_out.as_of is not None else left_out._replace(as_of=question.as_of)

    def _rule(self, noun: str) -> Callable[[Any, Question], bool]:
        rules: dict[str, Callable[[Any, Question], bool]] = {
            "events": self.event,
            "deals": self.deal,
            "facts": self.fact,
            "sources": self.source,
        }
        return rules[noun]

    def event(self, event: Event, q: Question) -> bool:
        """Its own words, date and text; its deal's status, parties and day; the facts that it is evidence of."""
        of_deal = _part(q, "status", "stale", "supplier", "recipient")
        if of_deal or q.as_of is not None:
            deal = self.deals.get(event.deal or "")
            if deal is None or not self.deal(deal, Question(words=of_deal, as_of=q.as_of)):
                return False
        return (
            self._stage(event, q)
            and (q.as_of is None or _happened(event, q.as_of))
            and _overlaps(q, event.date.start, event.date.end)
            and self._is_evidence(event.id, q)
        )

    def _stage(self, event: Event, q: Question) -> bool:
        """Whether an event has itself what is asked for, but for its date."""
        deal = self.deals.get(event.deal or "")
        cited = _ids(event.sources)
        has = {
            "theme": event.themes, "country": event.countries, "kind": (event.kind,), "place": (event.place,),
            "organisation": event.organisations, "deal": (event.deal,), "stage": (event.stage,),
            "type": (deal.type if deal else None,), "source": cited, "publisher": self._published(cited),
            "confidence": (event.confidence,), "conflicts": ("yes" if event.conflicts else None,),
        }  # fmt: skip
        return _holds(has, q.words) and _says(q, event.title, event.summary, event.conflicts, event.place)

    def deal(self, deal: Deal, q: Question) -> bool:
        """Its own words and dates; a stage then has all that only stages have, and what the deal has not."""
        day = OPEN_END if q.as_of is None else q.as_of
        stages = [e for e in self.stages[deal.id] if _happened(e, day)]
        if q.as_of is not None and not stages:
            return False
        has = {
            "type": (deal.type,), "supplier": (deal.supplier,), "recipient": (deal.recipient,), "deal": (deal.id,),
            "country": (deal.supplier, deal.recipient), "status": (self._status(deal, day),),
            "stale": ("yes" if self._is_stale(deal, q.as_of) else None,),
        }  # fmt: skip
        start, end = self._life(deal)
        if not (_holds(has, q.words) and _overlaps(q, start, end) and self._is_evidence(deal.id, q)):
            return False
        of_stage = _part(q, "theme", "kind", "place", "stage", "confidence")
        of_either = [Question(words=(words,)) for words in _part(q, "organisation", "source", "publisher", "conflicts")]
        of_either += [Question(match=q.match)] if q.match is not None else []
        own = [one for one in of_either if self._own(deal, one)]
        if not of_stage and len(own) == len(of_either):
            return True
        return any(
            self._stage(stage, Question(words=of_stage))
            and _overlaps(q, stage.date.start, stage.date.end)
            and all(one in own or self._stage(stage, one) for one in of_either)
            for stage in stages
        )

    def _own(self, deal: Deal, q: Question) -> bool:
        cited = _ids(deal.sources)
        has = {
            "organisation": deal.organisations, "source": cited, "publisher": self._published(cited),
            "conflicts": ("yes" if deal.conflicts else None,),
        }  # fmt: skip
        return _holds(has, q.words) and _says(q, deal.title, deal.note, deal.conflicts, *deal.organisations)

    def fact(self, fact: Fact, q: Question) -> bool:
        """Its own words and text; all else of one event or deal among its evidence."""
        cited = [*_ids(fact.sources), *([fact.claimed_by] if fact.claimed_by else [])]
        has = {
            "verdict": (fact.verdict,), "claimed-by": (fact.claimed_by,), "source": cited,
            "publisher": self._published(cited), "conflicts": ("yes" if fact.conflicts else None,),
        }  # fmt: skip
        if fact.theme is not None:
            has["theme"] = (fact.theme,)
        rest = Question(q.periods, tuple(words for words in q.words if words[0] not in has), as_of=q.as_of)
        if not (_holds(has, q.words) and _says(q, fact.statement, fact.note, fact.conflicts)):
            return False
        evidence = set(fact.evidence)
        if not rest.narrows:
            return True
        return any(self.event(event, rest) for event in self.record.events if event.id in evidence) or any(
            self.deal(deal, rest) for deal in self.record.deals if deal.id in evidence
        )

    def source(self, source: Source, q: Question) -> bool:
        """Its own date, publisher and text; all else of one entry that cites it, or claim that it makes."""
        has = {"source": (source.id,), "publisher": (source.publisher,)}
        date = source.published
        if not (_holds(has, q.words) and _says(q, source.title, source.author, source.publisher)):
            return False
        if not _overlaps(q, date.start if date else 0, date.end if date else 0):
            return False
        rest = Question(words=tuple(words for words in q.words if words[0] not in has), as_of=q.as_of)
        if not rest.narrows:
            return True
        facts = (f for f in self.record.facts if source.id in _ids(f.sources) or source.id == f.claimed_by)
        if any(self.fact(fact, rest) for fact in facts):
            return True
        if _part(q, "verdict", "claimed-by"):
            return False
        return any(self.event(event, rest) for event in self.record.events if source.id in _ids(event.sources)) or any(
            self.deal(deal, rest) for deal in self.record.deals if source.id in _ids(deal.sources)
        )

    def _is_evidence(self, id_: str, q: Question) -> bool:
        """Whether an entry is evidence of a fact with the verdict and claimant asked for."""
        asked = _part(q, "verdict", "claimed-by")
        return not asked or any(id_ in f.evidence and self.fact(f, Question(words=asked)) for f in self.record.facts)

    def _life(self, deal: Deal) -> tuple[int, int]:
        dates = [event.date for event in self.stages[deal.id]]
        return (min(d.start for d in dates), max(d.end for d in dates)) if dates else (0, 0)

    def _status(self, deal: Deal, day: int) -> str | None:
        """What a deal was at the end of a day."""
        steps = [
            Step(event.date.start, event.date.end, event.id, event.stage)
            for event in self.stages[deal.id]
            if event.stage
        ]
        known = [one.status for one in standings(steps, self.record.vocabulary.stages or {}) if one.day <= day]
        return known[-1] if known else None

    def _is_stale(self, deal: Deal, as_of: int | None) -> bool:
        """Whether it is not over, and nothing was heard of it in the three years before the day asked about."""
        year, month, day = civil(day_number(*NOW) if as_of is None else as_of)
        since = day_number(year - 3, month, min(day, 28 if month == 2 else day))
        known = [
            e.date
            for e in self.record.events
            if e.deal == deal.id and _happened(e, OPEN_END if as_of is None else as_of)
        ]
        if not known or max(map(reached_by, known)) >= since:
            return False
        stages = (self.record.vocabulary.stages or {}).items()
        ends = {term.status or stage for stage, term in stages if term.effect == "ends"}
        last = list(dict.fromkeys(term.status or stage for stage, term in stages if term.effect == "advances"))[-1]
        status = self._status(deal, OPEN_END if as_of is None else as_of)
        return status is not None and status not in {*ends, last}

    def _published(self, cited: Iterable[str]) -> tuple[str | None, ...]:
        return tuple(self.publishers.get(id_) for id_ in cited)


def _part(q: Question, *names: str) -> Asked:
    return tuple(words for words in q.words if words[0] in names)


def _ids(sources: Iterable[Citation]) -> list[str]:
    return [citation.source for citation in sources]


def _holds(has: Mapping[str, Sequence[str | None]], asked: Asked) -> bool:
    """Whether every filter that is known here has an alternative of which all words are there."""
    known = ((has[name], options) for name, options in asked if name in has)
    return all(any(all(word in held for word in words) for words in options) for held, options in known)


def _says(q: Question, *texts: str | None) -> bool:
    return q.match is None or any(q.match in text.casefold().split() for text in texts if text)


def _overlaps(q: Question, start: int, end: int) -> bool:
    return not q.periods or any(
        (period.start is None or end >= period.start) and (period.end is None or start <= period.end)
        for period in q.periods
    )


def _happened(event: Event, day: int) -> bool:
    date: Date = event.date
    return (date.start if date.end == OPEN_END else date.end) <= day
