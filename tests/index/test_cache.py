"""The index is never stale, and whatever happens to the cache costs time, not the answer."""

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from tests.conftest import Stream
from tests.longer import tries
from tests.processes import PATIENCE, ran, started
from tpcli import cli
from tpcli.environment import Environment
from tpcli.index import cache
from tpcli.index.cache import open_index
from tpcli.record.problems import RecordError
from tpcli.record.reading.files import state_of
from tpcli.text.streams import taken_back, whole


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache of this test's own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "tpcli"


def titles(location: Path) -> list[str]:
    """The titles that the index answers with."""
    connection = open_index(str(location))
    return [title for (title,) in connection.execute("SELECT title FROM event ORDER BY id")]


def event(title: str) -> str:
    """A record of one event."""
    return f"- {{id: a, date: 1955, title: {title}}}\n"


def built(folder: Path) -> list[str]:
    """The index files in the cache."""
    return sorted(path.name for path in folder.glob("*.sqlite"))


def test_an_unchanged_record_is_not_built_again(tmp_path: Path, folder: Path) -> None:
    record = tmp_path / "events.yaml"
    record.write_text(event("one"))
    assert titles(record) == ["one"]
    first = built(folder)
    assert titles(record) == ["one"]
    assert built(folder) == first != []


def test_a_record_is_the_same_from_wherever_it_is_named(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = tmp_path / "events.yaml"
    record.write_text(event("one"))
    assert titles(record) == ["one"]
    first = built(folder)
    monkeypatch.chdir(tmp_path)
    assert titles(Path("events.yaml")) == ["one"]
    assert built(folder) == first


def test_an_edit_within_the_same_second_that_keeps_the_size_shows(tmp_path: Path) -> None:
    record = tmp_path / "events.yaml"
    for n in range(30):
        record.write_text(event(f"title{n % 10}"))
        assert titles(record) == [f"title{n % 10}"]


def test_an_edit_that_keeps_size_and_times_shows(tmp_path: Path) -> None:
    record = tmp_path / "events.yaml"
    record.write_text(event("one"))
    os.utime(record, ns=(10**18, 10**18))
    assert titles(record) == ["one"]
    record.write_text(event("two"))
    os.utime(record, ns=(10**18, 10**18))
    assert titles(record) == ["two"]


def test_a_file_that_comes_or_goes_shows(tmp_path: Path) -> None:
    (tmp_path / "r").mkdir()
    (tmp_path / "r" / "events.yaml").write_text(event("one"))
    assert titles(tmp_path / "r") == ["one"]
    (tmp_path / "r" / "events.jsonl").write_text('{"id": "b", "date": "1956", "title": "two"}\n')
    assert titles(tmp_path / "r") == ["one", "two"]
    (tmp_path / "r" / "events.yaml").unlink()
    assert titles(tmp_path / "r") == ["two"]


def test_a_quiet_file_is_trusted_by_its_times_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    record = tmp_path / "events.yaml"
    record.write_text(event("one"))
    monkeypatch.setattr(cache, "RACY_NS", -(10**18))  # As if the file had been written long ago.
    assert titles(record) == ["one"]
    monkeypatch.setattr(cache, "digest_of_file", lambda _: pytest.fail("the file was read"))
    assert titles(record) == ["one"]


@pytest.mark.parametrize("damage", ["truncate", "garble", "empty", "foreign", "text", "directory", "stamp", "swap"])
def test_a_damaged_cache_costs_a_build_and_no_more(tmp_path: Path, folder: Path, damage: str) -> None:
    record = tmp_path / "events.yaml"
    record.write_text(event("one"))
    assert titles(record) == ["one"]
    index = next(folder.glob("*.sqlite"))
    content = index.read_bytes()
    if damage == "truncate":
        index.write_bytes(content[: len(content) // 2])
    elif damage == "garble":
        index.write_bytes(content.replace(b"one", b"two"))
    elif damage == "empty":
        index.write_bytes(b"")
    elif damage == "foreign":
        index.unlink()
        sqlite3.connect(index).execute("CREATE TABLE event (title)").connection.commit()
    elif damage == "text":
        index.write_text("not a database")
    elif damage == "directory":
        index.unlink()
        index.mkdir()
    elif damage == "stamp":
        for stamp in folder.glob("*.stamp"):
            stamp.write_bytes(b"\x00\xff\x00garbage")
    else:
        other = tmp_path / "other.yaml"
        other.write_text(event("other"))
        titles(other)
        newest = max(folder.glob("*.sqlite"), key=lambda path: path.stat().st_mtime_ns)
        shutil.copy(newest, index)
    assert titles(record) == ["one"]
    assert titles(record) == ["one"]


FLIPS = tries(16)


def flipped(folder: Path, at: int, bit: int) -> None:
    """Flip a bit of the one index in the cache, as a disk does: nothing else tells."""
    (path,), (index,) = folder.glob("*.stamp"), folder.glob("*.sqlite")
    content = bytearray(index.read_bytes())
    content[at] ^= 1 << bit
    index.write_bytes(content)
    stamp = cache._read_stamp(path)
    assert stamp
    built = state_of(cache._index_file(index), stamp.built.digest)
    cache._write_stamp(path, stamp._replace(built=built))


def everything(location: Path) -> list[list[tuple[object, ...]]]:
    """All that is in the tables of an index, and what a search in it finds."""
    connection = open_index(str(location))
    tables = "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
    names = [name for (name,) in connection.execute(tables)]
    found = [connection.execute(f'SELECT * FROM "{name}"').fetchall() for name in names]
    return [*found, connection.execute("SELECT rowid FROM words WHERE words MATCH 'one'").fetchall()]


def test_a_flipped_bit_anywhere_costs_a_build_and_no_more(tmp_path: Path, folder: Path) -> None:
    record = tmp_path / "events.yaml"
    record.write_text("".join(f"- {{id: e{n}, date: {1900 + n}, title: one of {n}}}\n" for n in range(50)))
    right = everything(record)
    size = next(folder.glob("*.sqlite")).stat().st_size
    for n in range(FLIPS):
        flipped(folder, n * size // FLIPS, n % 8)
        assert everything(record) == right, f"byte {n * size // FLIPS}"


def test_a_large_index_is_compared_now_and_then(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    record = tmp_path / "events.yaml"
    record.write_text(event("one"))
    os.utime(record, ns=(10**18, 10**18))
    monkeypatch.setattr(cache, "RACY_NS", -(10**18))
    monkeypatch.setattr(cache, "COMPARED", 0)
    assert titles(record) == ["one"]
    with monkeypatch.context() as patched:
        patched.setattr(cache, "_checksum", lambda _: pytest.fail("the index was read"))
        assert titles(record) == ["one"]
    flipped(folder, next(folder.glob("*.sqlite")).read_bytes().index(b"one"), 0)
    monkeypatch.setattr(cache, "COMPARED_NS", 0)
    assert titles(record) == ["one"]


@pytest.mark.parametrize(
    "line",
    ["timeline --format csv", "timeline", "sql|select title from events", "show a", "stats", "search one", "sources"],
)
def test_an_index_that_sqlite_calls_malformed_is_built_anew_and_answers(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    record = tmp_path / "events.yaml"
    record.write_text(event("one"))
    monkeypatch.setattr(cache, "COMPARED", 0)
    arguments = line.split("|") if "|" in line else line.split()

    def answer() -> tuple[int, bytes, str]:
        out, err = Stream(b"", False), Stream(b"", False)
        environment = Environment(("--data", str(record), *arguments), None, whole(out), whole(err), os.environ)
        status = cli.run(environment)
        return status, out.held.getvalue(), err.written()

    right = answer()
    assert right[0] == 0
    index = next(folder.glob("*.sqlite"))
    with closing(sqlite3.connect(index)) as connection:
        pages = [page for (page,) in connection.execute("SELECT rootpage FROM sqlite_schema WHERE rootpage")]
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    for page in pages[1:]:  # The first one is read when the index is opened, and found to be none.
        flipped(folder, (page - 1) * size, 7)
    with pytest.raises(sqlite3.DatabaseError, match="malformed"):
        titles(record)
    assert answer() == right
    assert built(folder) != [index.name]


def test_what_is_out_already_is_not_written_twice() -> None:
    out = Stream(b"", False)
    stream = whole(out)
    assert stream is not None
    stream.write("lost")
    again = taken_back(stream)
    assert again is not None
    again.write("kept")
    again.flush()
    stream.flush()
    assert out.held.getvalue() == b"kept"
    assert taken_back(again) is None


def test_a_cache_of_another_version_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    record = tmp_path / "events.yaml"
    record.write_text(event("one"))
    monkeypatch.setattr(cache, "FORMAT", 999)
    assert titles(record) == ["one"]
    newer = built(folder)
    monkeypatch.undo()
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder.parent))
    assert titles(record) == ["one"]
    assert built(folder) != newer


@pytest.mark.parametrize("obstacle", ["file", "parent is a file"])
def test_a_cache_that_cannot_be_written_is_done_without(tmp_path: Path, folder: Path, obstacle: str) -> None:
    record = tmp_path / "events.yaml"
    record.write_text(event("one"))
    if obstacle == "file":
        folder.parent.mkdir()
        folder.write_text("")
    else:
        folder.parent.write_text("")
    assert titles(record) == ["one"]


def test_without_a_home_folder_there_is_an_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setattr(Path, "home", lambda: (_ for _ in ()).throw(RuntimeError("no home")))
    record = tmp_path / "events.yaml"
    record.write_text(event("one"))
    assert titles(record) == ["one"]


PROCESSES = min(tries(6), 50)


def test_processes_that_build_at_once_all_answer_right(tmp_path: Path) -> None:
    record = tmp_path / "events.yaml"
    record.write_text(event("one"))
    command = [sys.executable, "-m", "tpcli", "--data", str(record), "timeline", "--fields", "title"]
    with ExitStack() as stack:
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        running = [stack.enter_context(started(command, **pipes)) for _ in range(PROCESSES)]
        assert [process.communicate(timeout=PATIENCE) for process in running] == [(b"one\n", b"")] * PROCESSES


def test_queries_cannot_write(tmp_path: Path) -> None:
    record = tmp_path / "events.yaml"
    record.write_text(event("one"))
    with pytest.raises(sqlite3.OperationalError):
        open_index(str(record)).execute("DELETE FROM event")


@pytest.mark.skipif(os.name != "posix", reason="no limits on files here")
@pytest.mark.parametrize("most", [0, 1, 4096, 65536])
def test_a_disk_without_room_for_the_index_costs_the_index_only(tmp_path: Path, most: int) -> None:
    import resource

    record = tmp_path / "events.yaml"
    record.write_text(event("one"))
    done = ran(
        [sys.executable, "-B", "-m", "tpcli", "--data", str(record), "timeline", "--fields", "title"],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most)),
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "one\n", "")


def test_errors_that_end_the_reading_early_wait_for_the_rows_under_way(tmp_path: Path) -> None:
    record = tmp_path / "events.jsonl"
    good = [f'{{"id": "e{n}", "date": "1955", "title": "one"}}' for n in range(6000)]
    record.write_text("\n".join(good + ['{"date": "never", "title": "one"}'] * 1500), encoding="utf-8")
    before = sys.getswitchinterval()
    with pytest.raises(RecordError, match="1001 errors"):
        open_index(str(record))
    assert sys.getswitchinterval() == before
