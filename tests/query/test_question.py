"""The SQL of any query gives what a plain Python filter over the model gives, and looks everything up by index."""

import json
import random
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable
from itertools import product
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tpcli.dates import edtf
from tpcli.dates.edtf import civil
from tpcli.errors import UsageError
from tpcli.index.cache import open_index
from tpcli.index.load import load
from tpcli.query.counts import counts
from tpcli.query.filters import FILTERS, OWN
from tpcli.query.functions import add_functions
from tpcli.query.match import full_text
from tpcli.query.nouns import NOUNS, pick
from tpcli.query.question import Period, Question
from tpcli.query.sql import rows, statement
from tpcli.query.words import alternatives, word
from tpcli.record.entries import Event
from tpcli.text.folding import fold

from .plainly import Plain

THEMES = ("alliance", "nuclear", "rivals")
COUNTRIES = ("TR", "PK", "IN", "GB")
KINDS = ("visit", "contract", "treaty")
DEALS = ("ships", "drones", "radios", "tanks", "mines", "charts")
TYPES = ("naval", "drone", "electronics")
ORGANISATIONS = ("Pakistan Navy", "CENTO", "Aselsan")
PLACES = ("Ankara", "Karachi", "New York")
STAGES = ("talks", "mou", "selected", "suspended", "resumed", "lapsed")
STATUSES = ("talks", "memorandum", "selected", "suspended", "lapsed")
VERDICTS = ("supported", "disputed", "outdated")
SOURCES = tuple(f"s{n:02d}" for n in range(12))
PUBLISHERS = ("Dawn", "Trend", "Reuters")
EVENTS = 300
VOCABULARY = Path(__file__).parents[2] / "data" / "vocabulary.yaml"
WORDS = ("harbour", "Gölcük", "engine", "pact", "Akıncı")


def some_date(choose: random.Random) -> str:
    """A random EDTF date between 1950 and 1960, of any precision."""
    year, month, day = choose.randint(1950, 1960), choose.randint(1, 12), choose.randint(1, 28)
    plain = [f"{year}", f"{year}-{month:02d}", f"{year}-{month:02d}-{day:02d}", f"{year}-{month:02d}-{day:02d}"]
    one = choose.choice(plain) + choose.choice(["", "", "~", "?"])
    later = f"{year + choose.randint(1, 4)}"
    return choose.choice([one, one, one, f"{one}/{later}", f"{one}/..", f"../{one}", f"{year // 10}X"])


class Asked(NamedTuple):
    """A record's index, and the record in memory."""

    connection: sqlite3.Connection
    plain: Plain


def some_record(choose: random.Random) -> dict[str, list[dict[str, object]]]:
    """Random events, deals, facts and sources that refer to each other, each field sometimes left out."""

    def maybe(likely: float, **fields: object) -> dict[str, object]:
        return fields if choose.random() < likely else {}

    def cited(most: int) -> list[dict[str, str]]:
        return [{"source": source} for source in choose.sample(SOURCES, choose.randint(0, most))]

    def text() -> str:
        return " ".join(choose.sample(WORDS, 2))

    events = [
        {
            "id": f"e{choose.randint(0, 10**6)}-{n}",
            "date": some_date(choose),
            "title": text(),
            "themes": choose.sample(THEMES, choose.randint(0, 2)),
            "countries": choose.sample(COUNTRIES, choose.randint(0, 3)),
            "organisations": choose.sample(ORGANISATIONS, choose.randint(0, 2)),
            "sources": cited(2),
        }
        | maybe(0.7, kind=choose.choice(KINDS))
        | maybe(0.4, place=choose.choice(PLACES))
        | maybe(0.6, deal=choose.choice(DEALS), **maybe(0.7, stage=choose.choice(STAGES)))
        | maybe(0.2, conflicts=text())
        | maybe(0.5, confidence=choose.choice(("high", "medium", "low")))
        for n in range(EVENTS)
    ]
    deals = [
        {"id": id_, "title": text(), "sources": cited(2)}
        | maybe(0.8, type=choose.choice(TYPES))
        | maybe(0.8, supplier=choose.choice(COUNTRIES))
        | maybe(0.8, recipient=choose.choice(COUNTRIES))
        | maybe(0.5, organisations=choose.sample(ORGANISATIONS, 1))
        | maybe(0.3, conflicts=text())
        for id_ in DEALS
    ]
    facts = [
        {
            "id": f"f{n}",
            "statement": text(),
            "evidence": [str(choose.choice(events)["id"]) for _ in range(choose.randint(0, 3))]
            + choose.sample(DEALS, choose.randint(0, 1)),
            "sources": cited(2),
        }
        | maybe(0.7, theme=choose.choice(THEMES))
        | maybe(0.9, verdict=choose.choice(VERDICTS))
        | maybe(0.6, claimed_by=choose.choice(SOURCES))
        | maybe(0.3, conflicts=text())
        for n in range(60)
    ]
    sources = [
        {"id": id_, "title": text(), "url": f"https://example.org/{id_}"}
        | maybe(0.8, publisher=choose.choice(PUBLISHERS))
        | maybe(0.7, published=f"{choose.randint(1950, 1962)}")
        for id_ in SOURCES
    ]
    return {"events": events, "deals": deals, "facts": facts, "sources": sources}


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Asked:
    """A record of random entries, in memory and as an index."""
    folder = tmp_path_factory.mktemp("random")
    for name, entries in some_record(random.Random(7)).items():
        (folder / f"{name}.json").write_text(json.dumps(entries), encoding="utf-8")
    shutil.copy(VOCABULARY, folder / "vocabulary.yaml")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        connection = open_index(str(folder))
    add_functions(connection)
    return Asked(connection, Plain(load(str(folder))))


VALUES = {
    "theme": THEMES,
    "country": COUNTRIES,
    "kind": KINDS,
    "type": TYPES,
    "organisation": ORGANISATIONS,
    "place": PLACES,
    "deal": DEALS,
    "stage": STAGES,
    "status": STATUSES,
    "supplier": COUNTRIES,
    "recipient": COUNTRIES,
    "source": SOURCES,
    "publisher": PUBLISHERS,
    "confidence": ("high", "medium", "low"),
    "verdict": VERDICTS,
    "claimed-by": SOURCES,
    "conflicts": ("yes",),
    "stale": ("yes",),
}
days = st.integers(edtf.day_number(1948, 1, 1), edtf.day_number(1966, 1, 1))


@st.composite
def periods(draw: st.DrawFn) -> Period:
    """A stretch of time, open at either end or neither."""
    start, end = draw(st.none() | days), draw(st.none() | days)
    return Period(start, end) if start is None or end is None else Period(min(start, end), max(start, end))


@st.composite
def filters(draw: st.DrawFn, most: int) -> Question:
    """A question of up to so many filters of any kind, without anything left out."""
    words = []
    for name in draw(st.lists(st.sampled_from(sorted(VALUES)), unique=True, max_size=most)):
        group = st.lists(st.sampled_from(VALUES[name]), min_size=1, max_size=2, unique=True).map(tuple)
        words.append((name, tuple(draw(st.lists(group, min_size=1, max_size=2, unique=True)))))
    return Question(
        tuple(draw(st.lists(periods(), max_size=2))),
        tuple(words),
        draw(st.none() | st.sampled_from(("harbour", "pact", "engine"))),
        draw(st.none() | st.none() | days),
    )


@st.composite
def questions(draw: st.DrawFn) -> Question:
    """Any question."""
    one = filters(1).filter(lambda question: question.narrows)
    return draw(filters(3))._replace(
        left_out=tuple(draw(st.lists(one, max_size=2))),
        reverse=draw(st.booleans()),
        limit=draw(st.none() | st.integers(0, 20)),
    )


@pytest.mark.parametrize("noun", NOUNS)
@given(question=questions())
def test_sql_gives_what_a_plain_filter_gives(asked: Asked, noun: str, question: Question) -> None:
    answered = [row[0] for row in rows(asked.connection, noun, question, [NOUNS[noun].columns["id"]])]
    assert answered == asked.plain.answer(noun, question)


DIMENSIONS: dict[str, Callable[[Event], Iterable[str | None]]] = {
    "decade": lambda event: [None if event.date.start == edtf.OPEN_START else f"{civil(event.date.start)[0] // 10}0s"],
    "theme": lambda event: event.themes or [None],
    "country": lambda event: event.countries or [None],
    "kind": lambda event: [event.kind],
    "organisation": lambda event: event.organisations or [None],
    "place": lambda event: [event.place],
}


@given(question=questions(), by=st.lists(st.sampled_from(sorted(DIMENSIONS)), unique=True, min_size=1, max_size=2))
def test_counts_are_those_of_a_plain_loop(asked: Asked, question: Question, by: list[str]) -> None:
    events = {event.id: event for event in asked.plain.record.events}
    expected: Counter[tuple[str | None, ...]] = Counter()
    for id_ in asked.plain.answer("events", question):
        expected.update(product(*(DIMENSIONS[name](events[id_]) for name in by)))
    assert dict(counts(asked.connection, question, "events", by)) == expected


@pytest.mark.parametrize("noun", NOUNS)
@pytest.mark.parametrize("name", VALUES)
def test_every_filter_narrows_every_noun(asked: Asked, noun: str, name: str) -> None:
    """Each filter alone finds some and not all, and leaving that out gives the others."""
    found = []
    for value in VALUES[name]:
        one = Question(words=((name, ((value,),)),))
        answers, others = (asked.plain.answer(noun, asking) for asking in (one, Question(left_out=(one,))))
        assert sorted(answers + others) == sorted(asked.plain.answer(noun, Question()))
        for asking, expected in ((one, answers), (Question(left_out=(one,)), others)):
            assert [row[0] for row in rows(asked.connection, noun, asking, [NOUNS[noun].columns["id"]])] == expected
        found += answers
    assert found


@given(question=filters(3))
def test_what_events_have_themselves_is_looked_up_by_an_index(asked: Asked, question: Question) -> None:
    own = tuple(words for words in question.words if FILTERS[words[0]].events == OWN)
    question = question._replace(words=own, match=None, as_of=None)
    sql, params = statement(asked.connection, "events", question, ["e.id"])
    plan = [row[3] for row in asked.connection.execute("EXPLAIN QUERY PLAN " + sql, params)]
    # `s` is the table of the few classes of length, `d` the rows that were looked up.
    scans = [step for step in plan if step.startswith("SCAN") and "VIRTUAL TABLE INDEX" not in step]
    scans = [step for step in scans if step not in ("SCAN s", "SCAN d")]
    unfiltered = not own and question.start is None
    assert all("COVERING INDEX event_order" in step for step in scans), plan
    assert not scans or unfiltered, plan


def test_python_touches_only_the_rows_that_are_answered(asked: Asked) -> None:
    question = Question(words=(("type", (("naval",),)),), limit=5)
    assert len(list(rows(asked.connection, "events", question, [NOUNS["events"].columns["id"]]))) == 5
    assert len(asked.plain.answer("events", question._replace(limit=None))) > 5


def test_words_are_found_by_code_name_and_alias_without_case_or_accents(asked: Asked) -> None:
    connection = asked.connection
    for typed in ("TR", "turkey", "Türkiye", "TURKIYE", "tur"):
        assert word(connection, "country", typed) == "TR"
    assert alternatives(connection, "country", ["turkey+india", "Pakistan"]) == (("TR", "IN"), ("PK",))


def test_an_unknown_word_names_the_nearest(asked: Asked) -> None:
    connection = asked.connection
    with pytest.raises(UsageError, match=r"no theme 'nuclaer'.*did you mean 'nuclear'"):
        word(connection, "theme", "nuclaer")
    with pytest.raises(UsageError, match="did you mean 'title'"):
        pick(NOUNS["events"], ["titel"])


def test_turkish_names_are_found_as_typed_on_an_english_keyboard_and_the_reverse(
    asked: Asked,
) -> None:
    connection, record = asked.connection, asked.plain.record

    def found(typed: str) -> int:
        question = Question(match=full_text(typed))
        return len(list(rows(connection, "events", question, [NOUNS["events"].columns["id"]])))

    said = [f"{event.title} {event.conflicts}" for event in record.events]
    golcuk = sum("Gölcük" in text for text in said)
    assert golcuk > 0
    assert [found(typed) for typed in ("golcuk", "GÖLCÜK", "Gölcük", "gölc", '"gölcük"')] == [golcuk] * 5
    assert found("akinci") == found("AKINCI") == found("akıncı") == sum("Akıncı" in text for text in said)
    assert found('"gölc"') == 0


def test_sorting_by_any_scalar_field_and_no_list(asked: Asked, tmp_path: Path) -> None:
    connection, record = asked.connection, asked.plain.record
    titles = [row[0] for row in rows(connection, "events", Question(sort="title"), [NOUNS["events"].columns["title"]])]
    assert titles == sorted(titles, key=fold)
    assert len(titles) == len(record.events)
    with pytest.raises(UsageError, match="can't be sorted"):
        statement(connection, "events", Question(sort="themes"), ["e.id"])
