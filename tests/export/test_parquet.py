"""The Parquet files, read with DuckDB."""

import datetime
from pathlib import Path
from typing import Any

import duckdb

from tests.conftest import Run
from tests.export.conftest import Whole
from tpcli.dates.edtf import OPEN_END, OPEN_START, civil
from tpcli.record.reading.record import Record


def rows(sql: str) -> list[tuple[Any, ...]]:
    """What DuckDB answers."""
    with duckdb.connect() as connection:
        found: list[tuple[Any, ...]] = connection.execute(sql).fetchall()
        return found


def test_the_whole_record_is_in_it(bundled: Record, whole: Whole) -> None:
    path = whole("parquet")
    for name in ("events", "deals", "facts", "sources"):
        entries = getattr(bundled, name)
        found = rows(f"SELECT count(*), count(DISTINCT id) FROM '{path / name}.parquet'")
        assert found == [(len(entries), len(entries))]
    events = rows(f"SELECT id, date, start, \"end\", themes, sources FROM '{path / 'events.parquet'}'")
    by_id = {event[0]: event[1:] for event in events}
    for event in bundled.events:
        text, start, end, themes, sources = by_id[event.id]
        assert text == event.date.text
        assert start == (None if event.date.start == OPEN_START else datetime.date(*civil(event.date.start)))
        assert end == (None if event.date.end == OPEN_END else datetime.date(*civil(event.date.end)))
        assert tuple(themes or ()) == event.themes
        assert [tuple(c.values()) for c in sources or ()] == [tuple(c) for c in event.sources]
    deals = rows(f"SELECT id, items, value_amount FROM '{path / 'deals.parquet'}'")
    items = {deal.id: ([i._asdict() for i in deal.items], deal.value and deal.value.amount) for deal in bundled.deals}
    assert {id_: (found or [], amount) for id_, found, amount in deals} == items


def test_events_by_decade(bundled: Record, whole: Whole) -> None:
    path = whole("parquet", "--by-decade")
    files = path / "events" / "*" / "*.parquet"
    decades = rows(
        f"SELECT decade, count(*), min(start) FROM read_parquet('{files}', hive_partitioning = true) GROUP BY decade"
    )
    assert sum(count for _, count, _ in decades) == len(bundled.events)
    assert all(decade == first.year // 10 * 10 for decade, _, first in decades)


def test_duckdb_counts_as_the_docs_show(run: Run, whole: Whole) -> None:
    docs = Path("docs/exports.md").read_text(encoding="utf-8")
    [shown] = [line for line in docs.splitlines() if "hive_partitioning" in line]
    sql = shown.split('"')[1].replace("record-parquet", str(whole("parquet", "--by-decade")))
    answer = run("stats", "--by", "decade", "--by", "theme").stdout.splitlines()
    counted = {tuple(line.split("\t")) for line in answer}
    assert {(f"{decade}s", theme, str(number)) for decade, theme, number in rows(sql)} == counted


def test_open_dates_and_empty_tables(run: Run, tmp_path: Path) -> None:
    mine, path = tmp_path / "mine.yaml", tmp_path / "parquet"
    mine.write_text("- {date: ../1979, title: Until}\n- {date: '-0043-03-15', title: Ides}\n", encoding="utf-8")
    command = ("--data", str(mine), "export", "parquet", "--by-decade", "--output", str(path))
    assert run(*command).returncode == 0
    files = path / "events" / "*" / "*.parquet"
    found = rows(f"SELECT decade, title, start::varchar FROM read_parquet('{files}', hive_partitioning = true)")
    assert set(found) == {(None, "Until", None), (-50, "Ides", "0044-03-15 (BC)")}
    assert rows(f"SELECT * FROM '{path / 'deals.parquet'}'") == []
