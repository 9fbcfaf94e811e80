"""SQL that reads what it likes, and can do nothing else."""

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Run
from tpcli.commands.sql import described
from tpcli.errors import TpcliError, UsageError
from tpcli.index import guard
from tpcli.index.cache import open_index
from tpcli.index.guard import LONGEST


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

    query = "select e.id, t.value as theme, e.start from event e, json_each(e.themes) t where e.date = '1958~'"
    assert sql(query) == "about-1958\talliance\t2436205\nabout-1958\tidentity\t2436205\n"
    assert sql(query, "--fields", "theme,id", "--format", "csv").splitlines()[:2] == [
        "theme,id", "alliance,about-1958"
    ]  # fmt: skip
    assert json.loads(sql("select 1 as a, 2.5 as a, null as b, x'ff' as c", "--format", "json")) == [
        {"a": 1, "a_2": 2.5, "b": None, "c": "ff"}
    ]
    found = sql("select e.title from words w join event e on w.rowid = 4 * e.row where words match 'corvette'")
    assert found == "Akıncı Yıldız hands over the first corvette at Gölcük\n"
    assert "│" not in sql("select 1955 as year", "--format", "table")
    assert "1,955" not in sql("select 1955 as year", "--format", "table")
    assert sql("select 1 where 0") == ""


FORBIDDEN = (
    "drop table event",
    "delete from event",
    "insert into event select * from event",
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
        "--data", str(record), "sql", f"select {function} from event a, event b, event c", "--timeout", "0.5"
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


def test_a_table_on_a_screen_is_not_endless(run: Run, record: Path) -> None:
    done = run("--data", str(record), "sql", "select hex(zeroblob(1500000)) from event", "--format", "table")
    assert done.returncode == 0
    assert "only the first 1 row: --format csv gives all" in done.stderr


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("select * from nope", "no such table: nope"),
        ("select titel from event", "no such column: titel"),
        ("selec 1", 'near "selec": syntax error'),
        ("select 1; select 2", "You can only execute one statement at a time."),
        ("", "that is no query: write one SELECT statement"),
    ],
)
def test_errors_are_in_the_words_of_sqlite(run: Run, record: Path, statement: str, said: str) -> None:
    done = run("--data", str(record), "sql", statement)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"tpcli: {said}\n")


def test_every_table_and_column_is_described(index: sqlite3.Connection) -> None:
    rows = list(described(index))
    assert all(meaning for *_, meaning in rows)
    tables = {
        name
        for (name,) in index.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
        if not name.startswith(("sqlite_", "words_", "mark_"))
    }
    assert {table for table, *_ in rows} == tables
    for table in tables:
        columns = [name for (name,) in index.execute("SELECT name FROM pragma_table_info(?)", (table,))]
        assert [column for name, column, *_ in rows if name == table] == ["", *columns]


def test_which_columns_and_what_is_missing(run: Run, record: Path) -> None:
    wrong = run("--data", str(record), "sql", "select id, title from event", "--fields", "titel")
    assert wrong.stderr == "tpcli: the query has no column 'titel'; did you mean 'title'?\ncolumns: id, title\n"
    assert run("--data", str(record), "sql").returncode == 2
    assert run("--data", str(record), "sql", "select 1", "--tables").returncode == 2
