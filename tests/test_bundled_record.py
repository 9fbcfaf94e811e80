"""What only the bundled record promises: docs/record.md says it, and this holds it to it."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tpcli.record.lifecycle import Step, in_order, standings
from tpcli.record.reading.entries import Record, load
from tpcli.record.reading.files import bundled_folder
from tpcli.text.folding import key

ROOT = Path(__file__).resolve().parent.parent
ARTICLE = "gsdn-article"


@pytest.fixture(scope="module")
def record() -> Record:
    """The bundled record."""
    return load(None)


def test_the_checks_find_nothing() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tpcli", "check", str(bundled_folder())],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "")


def test_it_is_whole(record: Record) -> None:
    assert len(record.events) >= 420
    assert len(record.deals) >= 28
    assert len(record.facts) >= 160


def test_every_entry_has_a_source_that_says_what_it_supports(record: Record) -> None:
    entries: tuple[Any, ...] = (*record.events, *record.deals, *record.facts)
    sources = {source.id: source for source in record.sources}
    for entry in entries:
        assert entry.sources, entry.id
        for citation in entry.sources:
            assert citation.supports, entry.id
            source = sources[citation.source]
            assert source.title and source.publisher and source.kind, source.id
            assert source.url or source.id == ARTICLE, source.id
    for event in record.events:
        assert any(citation.source != ARTICLE for citation in event.sources), event.id


def test_there_is_one_source_for_each_page(record: Record) -> None:
    addresses = [re.sub(r"^https?://(www\.)?|/$", "", source.url) for source in record.sources if source.url]
    assert len(set(addresses)) == len(addresses)


def test_every_event_is_complete(record: Record) -> None:
    for event in record.events:
        assert event.summary and event.kind and event.themes and event.countries and event.confidence, event.id
        assert len(event.title) <= 80


def test_one_style_of_ids_and_one_id_for_one_entry(record: Record) -> None:
    entries: tuple[Any, ...] = (*record.events, *record.deals, *record.facts, *record.sources)
    ids = [entry.id for entry in entries]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", id_) for id_ in ids)


def test_every_claim_of_the_article_is_a_fact_with_a_verdict(record: Record) -> None:
    claims = [fact for fact in record.facts if fact.claimed_by == ARTICLE]
    assert len(claims) == 102
    assert all(fact.verdict and fact.note for fact in claims)
    assert all(any(citation.source == ARTICLE for citation in fact.sources) for fact in claims)
    checkable = [fact for fact in claims if fact.verdict != "opinion"]
    assert sum(bool(fact.evidence) for fact in checkable) >= 0.8 * len(checkable)


def test_what_the_article_dates_is_an_event_that_cites_it(record: Record) -> None:
    dated = {event.date.text[:4] for event in record.events if any(c.source == ARTICLE for c in event.sources)}
    assert {"1947", "1955", "2018"} <= dated


def test_stages_are_in_order_and_lead_to_a_status(record: Record) -> None:
    assert record.vocabulary.stages
    for deal in record.deals:
        steps = [
            Step(event.date.start, event.date.end, event.id, event.stage, event.quantity)
            for event in record.events
            if event.deal == deal.id and event.stage
        ]
        assert steps, deal.id
        lives = standings(in_order(steps), record.vocabulary.stages)
        quantities = [item.quantity for item in deal.items]
        ordered = None if None in quantities else sum(quantity or 0 for quantity in quantities)
        handed = lives[-1].delivered
        assert handed is None or not ordered or handed <= ordered, deal.id


def test_no_two_events_are_alike(record: Record) -> None:
    seen = {(event.date.text, key(event.title)) for event in record.events}
    assert len(seen) == len(record.events)
    assert len({key(event.title) for event in record.events}) >= len(record.events) - 2


def test_values_add_up_to_what_is_documented(record: Record) -> None:
    sums: dict[str, float] = {}
    for deal in record.deals:
        if deal.value and not deal.value.disputed and deal.value.amount_max is None:
            sums[deal.value.currency] = sums.get(deal.value.currency, 0) + deal.value.amount
    said = " and ".join(f"{currency} {amount:,.0f}" for currency, amount in sorted(sums.items(), reverse=True))
    assert said in (ROOT / "docs" / "record.md").read_text(encoding="utf-8")


def test_one_spelling_of_the_country(record: Record) -> None:
    entries: tuple[Any, ...] = (*record.events, *record.deals)
    for entry in entries:
        text = f"{entry.title} {getattr(entry, 'summary', None) or ''}"
        assert "Türkiye" not in text, entry.id


def test_the_dictionary_is_made_from_the_fields() -> None:
    done = subprocess.run([sys.executable, str(ROOT / "scripts" / "dictionary.py"), "--check"], check=False)
    assert done.returncode == 0
