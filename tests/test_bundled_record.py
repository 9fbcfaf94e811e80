"""What only the bundled record promises: docs/record.md says it, and this holds it to it."""

import re
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.processes import ran
from tpcli.dates.edtf import civil, day_number
from tpcli.index.load import load
from tpcli.record.lifecycle import Step, in_order, standings
from tpcli.record.reading.files import bundled_folder
from tpcli.record.reading.record import Record
from tpcli.text.folding import key

ROOT = Path(__file__).resolve().parent.parent
ARTICLE = "gsdn-article"
ENDED = {"delivered", "lapsed", "cancelled"}
OLD = day_number(2023, 11, 30)
"""Three years before the state of the evidence."""

# What a text says of things that are not there. A page read in part says nothing of what it lacks.
_LACKS = r"(?:given|found|shown|stated|named|mentioned|documented|recorded|dated|known|disclosed|cited|reported)"
ABSENCE = re.compile(
    rf"""\b(?:
        known\ only | only\ known | (?:is|are)\ cited\b(?!\ for)
        | cited\ (?:source|page|report)s? | (?:source|page|report)s?\ cited
        | undated | unconfirmed | undisclosed | not\ (?:be\ )?{_LACKS}
        | do(?:es)?\ not\ (?:mention|name|give|show|state|document|describe|distinguish|list|print)
        | no(?:ne)?\ (?:source|page|report|statement|document|price|quantity|number|date|day)s?
          (?:\ \w+)?\ (?:(?:is|are|was)\ )?(?:{_LACKS}|gives?|names?|says?|shows?|quotes?|carry|prints?|tells?)
        | (?:names?|gives?|carry|carries|prints?|quotes?)\ (?:no|neither|none)\b
        | without\ (?:a\ )?(?:date|naming|number)s?\b | (?:were|was|is|are)\ found\b
        | inferred | an\ inference | a\ guess | nothing\ (?:later|further)
        | nothing\ (?:is|was)\ (?:found|known) | not\ (?:seen|told|verified|corroborated) | untold | no\ trace
        | uncorroborated | do(?:es)?\ not\ (?:date|say\ when) | could\ not\ be\ (?:found|seen|read|verified)
    )""",
    re.VERBOSE | re.IGNORECASE,
)
SEARCHED = re.compile(r"\bin (?:a|the) search(?:es)? of [A-Z][a-z]+ 20\d\d")
# What a note says of years to come, or of a page that only looks back.
OF_ANOTHER_TIME = re.compile(r"\b(?:due|expected|recalls)\b")
WORKED_OUT = re.compile(
    r"\b(?:the (?:year|month) (?:is (?:worked out|supposed|inferred)|follows)|20\d\d follows from)\b", re.IGNORECASE
)
# Hosts that go away: bare addresses, the staging and test hosts of publishers, archive.today under its names.
UNSTABLE = re.compile(
    r"https?://(?:\d+\.\d+\.\d+\.\d+|archive\.(?:today|ph|is|md|fo|li|vn)|[^/]*"
    r"(?:staging|-stg|\bbeta\.|testslot|varnish|azurewebsites|pages\.dev|merlincdn|cdnedge|bceovw)[^/]*)(?:[:/]|$)"
)
# What says in `conflicts` that the pages cited carry one release, which makes them one source.
ONE_RELEASE = re.compile(
    r"\b(?:all|both)\b(?: (?:the|three|two|four))?(?: (?:pages|reports))? (?:carry|go back|rest on|follow)\b|"
    r"\bpages carry\b|\breports (?:carry|follow|go back)\b",
    re.IGNORECASE,
)
# A date in an address: 2016/11/16, 16-Nov-2016, 20161116, or the year and month of a blog.
DATED = re.compile(
    r"\b20\d\d[/-](?:0[1-9]|1[0-2])[/-]|\b\d{1,2}-[A-Z][a-z]{2}-20\d\d\b|/20\d{2}(?:0[1-9]|1[0-2])[0-3]\d\b"
)
# A whole day in an address: 2016/11/16 or 16-Nov-2016.
DAY_IN_ADDRESS = re.compile(
    r"\b(?P<y>20\d\d)[/-](?P<m>0[1-9]|1[0-2])[/-](?P<d>[0-3]\d)\b|\b(?P<dd>\d{1,2})-(?P<mon>[A-Z][a-z]{2})-(?P<yy>20\d\d)\b"
)
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def calendar_day(match: re.Match[str]) -> int | None:
    """The day that an address names."""
    if match["y"]:
        return day_number(int(match["y"]), int(match["m"]), int(match["d"]))
    if match["mon"] in MONTHS:
        return day_number(int(match["yy"]), MONTHS.index(match["mon"]) + 1, int(match["dd"]))
    return None


@pytest.fixture(scope="module")
def record() -> Record:
    """The bundled record."""
    return load(None)


def test_the_checks_find_nothing() -> None:
    done = ran([sys.executable, "-m", "tpcli", "check", str(bundled_folder())])
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


def test_no_stage_of_a_single_unit_comes_more_often_than_units_were_ordered(record: Record) -> None:
    for deal in record.deals:
        ordered = sum(item.quantity or 0 for item in deal.items)
        stages = [event.stage for event in record.events if event.deal == deal.id]
        for stage in ("keel-laid", "launched", "commissioned"):
            assert not ordered or stages.count(stage) <= ordered, (deal.id, stage)


def test_what_is_absent_was_looked_for_and_says_when(record: Record) -> None:
    said = [
        (entry, sentence)
        for entry, text in texts(record)
        for sentence in re.split(r"(?<=[.;])\s+", text)
        if ABSENCE.search(sentence) and not SEARCHED.search(sentence)
    ]
    assert said == []


def test_the_status_of_an_old_deal_says_when_it_was_last_heard_of(record: Record) -> None:
    assert record.vocabulary.stages
    silent = []
    for deal in record.deals:
        events = [event for event in record.events if event.deal == deal.id]
        steps = [Step(e.date.start, e.date.end, e.id, e.stage, e.quantity) for e in events if e.stage]
        status = standings(in_order(steps), record.vocabulary.stages)[-1].status
        last = max(event.date.end for event in events)
        if status not in ENDED and last < OLD and not SEARCHED.search(deal.note or ""):
            silent.append((deal.id, status))
    assert silent == []


def test_a_deal_tells_of_no_year_after_its_last_event(record: Record) -> None:
    """Lists show the last event as what was last heard of, so that a note may not know of later news."""
    later = []
    for deal in record.deals:
        last = max(civil(event.date.end)[0] for event in record.events if event.deal == deal.id)
        for sentence in re.split(r"(?<=[.;])\s+", SEARCHED.sub("", deal.note or "")):
            years = [int(year) for year in re.findall(r"\b(?:19|20)\d\d\b", sentence)]
            if max(years, default=0) > last and not OF_ANOTHER_TIME.search(sentence):
                later.append((deal.id, sentence))
    assert later == []


def test_confidence_is_low_where_a_year_or_month_is_worked_out(record: Record) -> None:
    for event in record.events:
        assert event.confidence == "low" or not WORKED_OUT.search(event.conflicts or ""), event.id


def test_a_year_that_no_cited_page_shows_is_explained_and_of_low_confidence(record: Record) -> None:
    sources = {source.id: source for source in record.sources}
    for event in record.events:
        cited = [sources[citation.source] for citation in event.sources]
        if any(source.kind in {"archive", "leaked", "scholarly"} for source in cited):
            continue
        shown = " ".join(
            [str(citation.supports) for citation in event.sources]
            + [f"{source.title} {source.url} {source.seen_at} {source.published}" for source in cited]
        )
        year = re.search(r"\d{4}", event.date.text)
        if year and year[0] not in shown:
            assert event.confidence == "low", event.id
            assert event.conflicts, event.id


def test_confidence_is_high_only_on_a_primary_source_or_two_good_ones(record: Record) -> None:
    sources = {source.id: source for source in record.sources}
    weak = []
    for event in record.events:
        cited = [sources[citation.source] for citation in event.sources if citation.source != ARTICLE]
        primary = any(source.kind in {"official", "archive", "leaked", "company"} for source in cited)
        good = {source.publisher for source in cited if source.kind not in {"forum", "blog"}}
        one = ONE_RELEASE.search(event.conflicts or "")
        if event.confidence == "high" and not primary and (len(good) < 2 or one):
            weak.append(event.id)
    assert weak == []


def test_a_day_of_a_report_is_only_about_the_day_of_the_event(record: Record) -> None:
    own = re.compile(r"\b(?:date|day) (?:is that )?of the (?:\w+ )?(?:report|release|announcement)", re.IGNORECASE)
    for event in record.events:
        exact = re.fullmatch(r"\d{4}-\d\d-\d\d", event.date.text)
        if exact and event.kind not in {"statement", "contract"}:
            assert not own.search(event.conflicts or ""), event.id
        if exact and event.kind == "exercise":
            told = f"{event.title} {event.summary} {event.conflicts}"
            assert re.search(r"\b(?:open|start|begin|end|clos|observers)", told), event.id


def test_addresses_last_and_give_their_date(record: Record) -> None:
    for source in record.sources:
        for address in (source.url, source.seen_at):
            assert not UNSTABLE.match(address or ""), source.id
        assert source.published is not None or not DATED.search(source.url or ""), source.id


def test_a_page_has_the_date_of_its_address(record: Record) -> None:
    for source in record.sources:
        days = [calendar_day(match) for match in DAY_IN_ADDRESS.finditer(source.url or "")]
        if days and days[-1] and source.published is not None:
            first, last = source.published.start, source.published.end
            assert first - 3 <= days[-1] <= last + 3, source.id


def test_an_event_is_told_by_some_page_that_is_not_older(record: Record) -> None:
    sources = {source.id: source for source in record.sources}
    for event in record.events:
        days = [sources[citation.source].published for citation in event.sources if citation.source != ARTICLE]
        if all(days):
            assert max(day.end for day in days if day) >= event.date.start, event.id


def test_what_is_done_once_has_no_span(record: Record) -> None:
    for event in record.events:
        if event.kind in {"contract", "mou", "treaty", "delivery", "test"}:
            assert "/" not in event.date.text.strip("/"), event.id


def test_a_forum_alone_bears_no_more_than_low(record: Record) -> None:
    sources = {source.id: source for source in record.sources}
    for event in record.events:
        kinds = {sources[citation.source].kind for citation in event.sources if citation.source != ARTICLE}
        assert kinds != {"forum"} or event.confidence == "low", event.id


def texts(record: Record) -> Iterator[tuple[str, str]]:
    """What each entry says in sentences, with the entry's id."""
    entries: tuple[Any, ...] = (*record.events, *record.deals, *record.facts)
    for entry in entries:
        items = getattr(entry, "items", ())
        value = getattr(entry, "value", None)
        said = [getattr(entry, name, None) for name in ("title", "summary", "statement", "note", "conflicts")]
        said += [item.note for item in items] + [citation.supports for citation in entry.sources]
        said.append(value.note if value else None)
        yield from ((entry.id, text) for text in said if text)


def test_no_two_events_are_alike(record: Record) -> None:
    seen = {(event.date.text, key(event.title)) for event in record.events}
    assert len(seen) == len(record.events)
    assert len({key(event.title) for event in record.events}) >= len(record.events) - 2


def test_values_add_up_to_what_is_documented(record: Record) -> None:
    sums: dict[str, Decimal] = {}
    for deal in record.deals:
        if deal.value and not deal.value.disputed and deal.value.amount_max is None:
            sums[deal.value.currency] = sums.get(deal.value.currency, Decimal(0)) + Decimal(str(deal.value.amount))
    said = " and ".join(f"{currency} {amount:,.0f}" for currency, amount in sorted(sums.items(), reverse=True))
    assert said in (ROOT / "docs" / "record.md").read_text(encoding="utf-8")


def test_one_spelling_of_the_country(record: Record) -> None:
    entries: tuple[Any, ...] = (*record.events, *record.deals)
    for entry in entries:
        text = f"{entry.title} {getattr(entry, 'summary', None) or ''}"
        assert "Türkiye" not in text, entry.id


def test_the_organisation_of_islamic_states_has_the_name_of_its_time(record: Record) -> None:
    renamed = day_number(2011, 6, 28)
    wrong = {True: "Organisation of Islamic Cooperation", False: "Organisation of the Islamic Conference"}
    for event in record.events:
        named = f"{event.title} {event.summary or ''} {event.organisations}"
        assert wrong[event.date.end < renamed] not in named, event.id


def test_the_dictionary_is_made_from_the_fields() -> None:
    done = ran([sys.executable, str(ROOT / "scripts" / "dictionary.py"), "--check"])
    assert done.returncode == 0
