"""SQL that reads what it likes, and can do nothing else."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Run
from tpcli.errors import TpcliError, UsageError
from tpcli.export.views import add_views, described
from tpcli.index import guard
from tpcli.index.cache import open_index
from tpcli.index.guard import LONGEST
from tpcli.query.functions import add_functions


@pytest.fixture
def index(record: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> sqlite3.Connection:
    """The index of the small record."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return open_index(str(record), quiet=True)


def guarded(connection: sqlite3.Connection, statement: str, timeout: float) -> tuple[list[str], Iterator[Any]]:
    """The guard, which never has to end this process."""
    return guard.run(connection, statement, timeout, lambda message: pytest.fail(message))


def test_answers_in_every_format(run: Run, record: Path) -> None:
    def sql(*arguments: str) -> str:
        done = run("--data", str(record), "sql", *arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout

    query = "select e.id, t.theme, e.start from events e join event_themes t on t.event = e.id where e.date = '1958~'"
    assert sql(query) == "about-1958\talliance\t1958-01-01\nabout-1958\tidentity\t1958-01-01\n"
    assert sql(query, "--fields", "theme,id", "--format", "csv").splitlines()[:2] == [
        "theme,id", "alliance,about-1958"
    ]  # fmt: skip
    assert json.loads(sql("select 1 as a, 2.5 as a, null as b, x'ff' as c", "--format", "json")) == [
        {"a": 1, "a_2": 2.5, "b": None, "c": "ff"}
    ]
    found = sql("select title from events_fts where events_fts match 'corvette'")
    assert found == "Akıncı Yıldız hands over the first corvette at Gölcük\n"
    assert "│" not in sql("select 1955 as year", "--format", "table")
    assert "1,955" not in sql("select 1955 as year", "--format", "table")
    assert sql("select 1 where 0") == ""


FORBIDDEN = (
    "drop table event",
    "delete from events",
    "insert into event select * from events",
    "create temp table a (b)",
    "create virtual table a using fts5 (b)",
    "insert into words (words) values ('optimize')",
    "attach 'elsewhere.db' as elsewhere",
    "vacuum into 'elsewhere.db'",
    "pragma query_only = 0",
    "pragma journal_mode = wal",
    "select load_extension('libm.so.6')",
    "select fts3_tokenizer('simple')",
    "begin immediate",
    "detach main",
    "analyze",
)


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_it_only_reads(index: sqlite3.Connection, statement: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"authoriz|prohibited|no such"):
        list(guarded(index, statement, 30)[1])
    assert not list(tmp_path.rglob("elsewhere.db"))
    assert index.execute("SELECT count(*) FROM event").fetchone() == (7,)


def test_it_ends(index: sqlite3.Connection) -> None:
    endless = "with recursive c(x) as (select 1 union all select x + 1 from c) select {} from c"
    with pytest.raises(TpcliError, match=r"more than 0\.2 s"):
        list(guarded(index, endless.format("count(*)"), 0.2)[1])
    with pytest.raises(TpcliError, match=r"more than 0\.2 s"):
        for _ in guarded(index, endless.format("x"), 0.2)[1]:
            pass


@pytest.mark.parametrize(
    "function",
    [
        "instr(hex(zeroblob(2000000)), hex(zeroblob(1000000)) || 'x')",
        "replace(hex(zeroblob(2000000)), hex(zeroblob(1000000)) || 'x', 'y')",
    ],
)
def test_a_single_function_ends_too(process: Run, record: Path, function: str) -> None:
    done = process(
        "--data", str(record), "sql", f"select {function} from events a, events b, events c", "--timeout", "0.5"
    )
    said = "tpcli: the query ran for more than 0.5 s and was stopped: --timeout allows more\n"
    assert (done.returncode, done.stderr) == (1, said)


@pytest.mark.parametrize("timeout", ["nan", "inf", "-inf", "0", "-1", "1e999"])
def test_a_limit_is_a_time(run: Run, record: Path, timeout: str) -> None:
    done = run("--data", str(record), "sql", "select 1", f"--timeout={timeout}")
    assert (done.returncode, done.stdout) == (2, "")
    assert "--timeout takes a number of seconds above 0" in done.stderr


@pytest.mark.parametrize(
    "statement",
    [
        "select length(zeroblob(1000000000))",
        f"select zeroblob({LONGEST + 1})",
        f"select {', '.join(5 * [f'zeroblob({LONGEST})'])}",
        f"select {', '.join(90 * [f'zeroblob({LONGEST})'])}",
        "select group_concat(hex(zeroblob(10000000))) from event",
        "select json_group_array(hex(zeroblob(1000000))) from event a, event b, event c",
    ],
)
def test_it_takes_little_memory(index: sqlite3.Connection, statement: str) -> None:
    with pytest.raises(TpcliError, match=r"too big|memory|longer than 16 MB"):
        list(guarded(index, statement, 30)[1])


def test_a_table_on_a_screen_is_not_endless(run: Run, record: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tpcli.commands.sql.TEXT_ON_SCREEN", 5000)
    done = run("--data", str(record), "sql", "select hex(zeroblob(1500)) from events", "--format", "table")
    assert done.returncode == 0
    assert "only the first 1 row: --format csv gives all" in done.stderr


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("select * from nope", "no such table: nope"),
        ("select titel from events", "no such column: titel"),
        ("selec 1", 'near "selec": syntax error'),
        ("select 1; select 2", "You can only execute one statement at a time."),
        ("", "that is no query: write one SELECT statement"),
    ],
)
def test_errors_are_in_the_words_of_sqlite(run: Run, record: Path, statement: str, said: str) -> None:
    done = run("--data", str(record), "sql", statement)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"tpcli: {said}\n")


def test_every_table_and_column_is_described(index: sqlite3.Connection) -> None:
    add_functions(index)
    add_views(index)
    rows = list(described(index))
    assert all(meaning for *_, meaning in rows)
    views = {name for (name,) in index.execute("SELECT name FROM sqlite_temp_schema WHERE name NOT LIKE 'picked%'")}
    assert {table for table, *_ in rows} == views
    for view in views:
        columns = [name for (name,) in index.execute("SELECT name FROM pragma_table_info(?)", (view,))]
        assert [column for name, column, *_ in rows if name == view] == ["", *columns]


def test_the_tables_are_those_of_the_export(run: Run, record: Path, tmp_path: Path) -> None:
    """Every table and view has the same columns and rows in both, so that a query carries over."""
    path = tmp_path / "record.sqlite"
    assert run("--data", str(record), "export", "sqlite", "--output", str(path)).returncode == 0
    with closing(sqlite3.connect(path)) as exported:
        names = [name for (name,) in exported.execute(
            "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT GLOB '*_fts*' "
            "AND name NOT IN ('documentation', 'record', 'sqlite_stat1', 'sqlite_stat4')"
        )]  # fmt: skip
        assert "deal_lifecycle" in names
        for name in names:
            query = f"select * from {name} order by 1, 2"
            cursor = exported.execute(query)
            columns = [column for column, *_ in cursor.description]
            wanted = [dict(zip(columns, row, strict=True)) for row in cursor]
            done = run("--data", str(record), "sql", query, "--format", "json")
            assert done.returncode == 0, done.stderr
            assert json.loads(done.stdout) == wanted, name
        query = "select id, title from events_fts where events_fts match 'corvettes'"
        found = run("--data", str(record), "sql", query, "--format", "json")
        assert [tuple(row.values()) for row in json.loads(found.stdout)] == exported.execute(query).fetchall()


@pytest.mark.parametrize("table", ["event", "deal", "fact", "source", "standing", "term"])
def test_what_the_index_is_made_of_is_not_asked(run: Run, record: Path, table: str) -> None:
    done = run("--data", str(record), "sql", f"select * from {table}")
    assert (done.returncode, done.stdout) == (2, "")
    assert "a query may only read" in done.stderr


def test_which_columns_and_what_is_missing(run: Run, record: Path) -> None:
    wrong = run("--data", str(record), "sql", "select id, title from events", "--fields", "titel")
    assert wrong.stderr == "tpcli: there is no column 'titel' in the query; did you mean 'title'?\ncolumns: id, title\n"
    assert run("--data", str(record), "sql").returncode == 2
    assert run("--data", str(record), "sql", "select 1", "--tables").returncode == 2


def test_sum_is_decimal_and_otherwise_as_in_sqlite(run: Run, tmp_path: Path) -> None:
    mine = tmp_path / "mine.yaml"
    amounts = ("0.1", "0.2", "1234567890123456.78", "5")
    deals = [f"{{id: d{n}, title: D, value: {{amount: {a}, currency: USD}}}}" for n, a in enumerate(amounts)]
    mine.write_text(f"deals: [{', '.join(deals)}]\n")
    windows = "select sum(value_amount) over (order by id rows 1 preceding) from deals"
    done = run("--data", str(mine), "sql", windows)
    assert done.stdout.split() == ["0.1", "0.3", "1234567890123456.98", "1234567890123461.78"]
    assert "CAST(value_amount AS REAL)" in done.stderr
    plain = sqlite3.connect(":memory:")
    lists = ("1), (2", "1.5), (0.5", "NULL", "'3 Mb'), ('x'", "1e308), (1e308", "1.0 / 3), (1", "x'31'), (NULL")
    for values in lists:
        query = f"with t(x) as (values ({values})) select sum(x), typeof(sum(x)) from t"
        rows = [str(value) if value is not None else "" for value in plain.execute(query).fetchone()]
        assert run("--data", str(mine), "sql", query).stdout.rstrip("\n").split("\t") == rows
