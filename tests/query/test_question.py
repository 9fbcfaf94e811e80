"""The SQL of any query gives what a plain Python filter over the model gives, and looks everything up by index."""

import json
import random
import sqlite3
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tpcli.dates import edtf
from tpcli.errors import UsageError
from tpcli.index.cache import open_index
from tpcli.query.functions import add_functions
from tpcli.query.match import full_text
from tpcli.query.question import NOUNS, Query, alternatives, pick, resolve, rows, statement
from tpcli.record.model import Deal, Event
from tpcli.record.reading.entries import Record, load
from tpcli.text.folding import fold

THEMES = ("alliance", "nuclear", "rivals")
COUNTRIES = ("TR", "PK", "IN", "GB")
KINDS = ("visit", "contract", "treaty")
DEALS = ("ships", "drones", "radios")
WORDS = ("harbour", "Gölcük", "engine", "pact", "Akıncı")


def some_date(choose: random.Random) -> str:
    """A random EDTF date between 1950 and 1960, of any precision."""
    year, month, day = choose.randint(1950, 1960), choose.randint(1, 12), choose.randint(1, 28)
    plain = [f"{year}", f"{year}-{month:02d}", f"{year}-{month:02d}-{day:02d}", f"{year}-{month:02d}-{day:02d}"]
    one = choose.choice(plain) + choose.choice(["", "", "~", "?"])
    later = f"{year + choose.randint(1, 4)}"
    return choose.choice([one, one, one, f"{one}/{later}", f"{one}/..", f"../{one}", f"{year // 10}X"])


class Asked:
    """A record in memory, and its index."""

    def __init__(self, connection: sqlite3.Connection, record: Record) -> None:
        self.connection = connection
        self.record = record


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Asked:
    """A record of 300 random events, in memory and as an index."""
    choose = random.Random(7)
    folder = tmp_path_factory.mktemp("random")
    lines = []
    for n in range(300):
        event: dict[str, object] = {
            "id": f"e{choose.randint(0, 10**6)}-{n}",
            "date": some_date(choose),
            "title": " ".join(choose.sample(WORDS, 2)),
            "themes": choose.sample(THEMES, choose.randint(0, 2)),
            "countries": choose.sample(COUNTRIES, choose.randint(0, 3)),
        }
        if choose.random() < 0.7:
            event["kind"] = choose.choice(KINDS)
        if choose.random() < 0.5:
            event["deal"] = choose.choice(DEALS)
        lines.append(json.dumps(event))
    (folder / "events.jsonl").write_text("\n".join(lines), encoding="utf-8")
    deals = [
        {"id": "ships", "title": "Ships", "type": "naval", "supplier": "TR", "recipient": "PK"},
        {"id": "drones", "title": "Drones", "type": "drone", "supplier": "PK", "recipient": "TR"},
        {"id": "radios", "title": "Radios", "type": "electronics"},
    ]
    (folder / "deals.json").write_text(json.dumps(deals), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        connection = open_index(str(folder))
    add_functions(connection)
    return Asked(connection, load(str(folder)))


def words_of(event: Event, field: str, deals: dict[str, Deal]) -> Sequence[str]:
    """The words of an event that a filter looks at."""
    if field == "type":
        type_ = deals[event.deal].type if event.deal else None
        return (type_,) if type_ else ()
    value = getattr(event, {"theme": "themes", "country": "countries"}.get(field, field))
    return value if isinstance(value, tuple) else (value,) if value else ()


def plainly(record: Record, query: Query) -> list[str]:
    """The ids that a query is answered with, by a plain loop over the model."""
    deals = {deal.id: deal for deal in record.deals}
    found = [
        event
        for event in record.events
        if (query.start is None or event.date.end >= query.start)
        and (query.end is None or event.date.start <= query.end)
        and all(
            any(all(word in words_of(event, field, deals) for word in words) for words in options)
            for field, options in query.filters
        )
    ]
    found.sort(key=lambda event: (event.date.start, event.date.end, event.id), reverse=query.reverse)
    return [event.id for event in found][: query.limit]


FILTERS = {
    "theme": THEMES,
    "country": COUNTRIES,
    "kind": KINDS,
    "deal": DEALS,
    "type": ("naval", "drone", "electronics"),
}
days = st.integers(edtf.day_number(1948, 1, 1), edtf.day_number(1966, 1, 1))


@st.composite
def queries(draw: st.DrawFn) -> Query:
    """Any query of events by dates and words."""
    filters = []
    for field in draw(st.lists(st.sampled_from(sorted(FILTERS)), unique=True, max_size=3)):
        group = st.lists(st.sampled_from(FILTERS[field]), min_size=1, max_size=2, unique=True).map(tuple)
        filters.append((field, tuple(draw(st.lists(group, min_size=1, max_size=2, unique=True)))))
    start, end = draw(st.none() | days), draw(st.none() | days)
    if start is not None and end is not None:
        start, end = min(start, end), max(start, end)
    return Query(
        "events",
        start,
        end,
        tuple(filters),
        reverse=draw(st.booleans()),
        limit=draw(st.none() | st.integers(0, 20)),
    )


@settings(max_examples=400, deadline=None)
@given(query=queries())
def test_sql_gives_what_a_plain_filter_gives(asked: Asked, query: Query) -> None:
    connection, record = asked.connection, asked.record
    answered = [row[0] for row in rows(connection, query, [NOUNS["events"].columns["id"]])]
    assert answered == plainly(record, query)


@settings(max_examples=60, deadline=None)
@given(query=queries())
def test_every_filter_is_looked_up_by_an_index(asked: Asked, query: Query) -> None:
    connection = asked.connection
    sql, params = statement(connection, query, ["e.id"])
    plan = [row[3] for row in connection.execute("EXPLAIN QUERY PLAN " + sql, params)]
    # `s` is the table of the few classes of length, `d` the rows that were looked up.
    scans = [step for step in plan if step.startswith("SCAN") and "VIRTUAL TABLE INDEX" not in step]
    scans = [step for step in scans if step not in ("SCAN s", "SCAN d")]
    unfiltered = query.start is None and not query.filters
    assert all("COVERING INDEX event_order" in step for step in scans), plan
    assert not scans or unfiltered, plan


def test_python_touches_only_the_rows_that_are_answered(asked: Asked) -> None:
    connection, record = asked.connection, asked.record
    query = Query("events", filters=(("type", (("naval",),)),), limit=5)
    assert len(list(rows(connection, query, [NOUNS["events"].columns["id"]]))) == 5
    assert len(plainly(record, query._replace(limit=None))) > 5


def test_words_are_found_by_code_name_and_alias_without_case_or_accents(asked: Asked) -> None:
    connection = asked.connection
    for typed in ("TR", "turkey", "Türkiye", "TURKIYE", "tur"):
        assert resolve(connection, "country", typed) == "TR"
    assert alternatives(connection, "country", ["turkey+india", "Pakistan"]) == (("TR", "IN"), ("PK",))


def test_an_unknown_word_names_the_nearest(asked: Asked) -> None:
    connection = asked.connection
    with pytest.raises(UsageError, match=r"no theme 'nuclaer'.*did you mean 'nuclear'"):
        resolve(connection, "theme", "nuclaer")
    with pytest.raises(UsageError, match="did you mean 'title'"):
        pick(NOUNS["events"], ["titel"])


def test_turkish_names_are_found_as_typed_on_an_english_keyboard_and_the_reverse(
    asked: Asked,
) -> None:
    connection, record = asked.connection, asked.record

    def found(typed: str) -> int:
        query = Query("events", match=full_text(typed))
        return len(list(rows(connection, query, [NOUNS["events"].columns["id"]])))

    golcuk = sum("Gölcük" in event.title for event in record.events)
    assert golcuk > 0
    assert [found(typed) for typed in ("golcuk", "GÖLCÜK", "Gölcük", "gölc", '"gölcük"')] == [golcuk] * 5
    assert found("akinci") == found("AKINCI") == found("akıncı") == sum("Akıncı" in e.title for e in record.events)
    assert found('"gölc"') == 0


def test_sorting_by_any_scalar_field_and_no_list(asked: Asked, tmp_path: Path) -> None:
    connection, record = asked.connection, asked.record
    titles = [row[0] for row in rows(connection, Query("events", sort="title"), [NOUNS["events"].columns["title"]])]
    assert titles == sorted(titles, key=fold)
    assert len(titles) == len(record.events)
    with pytest.raises(UsageError, match="can't be sorted"):
        statement(connection, Query("events", sort="themes"), ["e.id"])
