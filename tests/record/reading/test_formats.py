"""Files of any bytes: a value means what it says, and what can't be read is told with its line and column."""

import csv
import io
import json
import os
import re
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from tpcli.errors import TpcliError
from tpcli.index.load import load
from tpcli.record.entries import Event
from tpcli.record.problems import RecordError
from tpcli.record.reading import jsonl as reader
from tpcli.record.reading.content import AGAIN, MOST_LINE, MOST_TEXT, Unreadable
from tpcli.record.reading.files import RecordFile
from tpcli.record.reading.findings import MOST_ERRORS
from tpcli.record.reading.place import locate
from tpcli.record.reading.record import read_record
from tpcli.text.folding import composed

TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1)
DATES = st.dates().map(str)
EVENTS = st.lists(
    st.fixed_dictionaries(
        {"date": DATES, "title": TEXT.filter(lambda text: not text.isspace())},
        optional={
            "summary": TEXT,
            "place": TEXT,
            "organisations": st.lists(TEXT, min_size=1),
            "countries": st.lists(st.sampled_from(["TR", "NO", "PK"]), min_size=1),
            "sources": st.lists(st.builds(lambda n: {"source": f"https://example.org/{n}"}, st.integers(0))),
        },
    ),
    min_size=1,
    max_size=4,
)


def written(events: list[dict[str, Any]], format_: str) -> bytes:
    """The events as other programs write them."""
    if format_ == "json":
        return json.dumps(events).encode()
    if format_ == "jsonl":
        return "".join(json.dumps(event, ensure_ascii=False) + "\n" for event in events).encode()
    if format_ == "yaml":
        return yaml.safe_dump(events).encode()
    out = io.StringIO(newline="")
    names = list(dict.fromkeys(name for event in events for name in event))
    writer = csv.DictWriter(out, names)
    writer.writeheader()
    for event in events:
        writer.writerow({n: v if isinstance(v, str) else json.dumps(v) for n, v in event.items()})
    return out.getvalue().encode()


def read(folder: Path, name: str, content: bytes) -> tuple[Event, ...]:
    path = folder / name
    path.write_bytes(content)
    return read_record(str(path)).events


def refused(folder: Path, name: str, content: bytes) -> list[tuple[int, int, str]]:
    """The line, column and code of every problem of a file."""
    (folder / name).write_bytes(content)
    with pytest.raises(RecordError) as error:
        load(str(folder / name))
    return [(p.line, p.column, p.code) for p in error.value.problems]


@given(EVENTS)
@example([{"date": "1955-02-24", "title": "NO"}, {"date": "1955", "title": "~"}, {"date": "1955", "title": "null"}])
@example(
    [{"date": "1955", "title": "\u202eمیثاق 🇹🇷 e\u0301 [bold]\x1b[31m", "organisations": ["a;b", "[c]", '"', "{}"]}]
)
@example([{"date": "-9999-01-01", "title": "1e3", "place": "0x10", "summary": "a\r\nb\tc\u2028d\x85e\ufefff"}])
def test_a_record_is_the_same_in_every_format(tmp_path_factory: pytest.TempPathFactory, events: list[Any]) -> None:
    folder = tmp_path_factory.mktemp("formats")
    in_json = read(folder, "a.json", written(events, "json"))
    assert [(e.date.text, e.title, e.summary, e.place, list(e.organisations)) for e in in_json] == [
        (e["date"], e["title"], e.get("summary"), e.get("place"), list(map(composed, e.get("organisations", []))))
        for e in events
    ]
    for format_ in ("jsonl", "yaml", "csv"):
        assert read(folder, f"a.{format_}", written(events, format_)) == in_json


@pytest.mark.parametrize(
    "value", ["NO", "no", "1955", "12:30", "1e3", "0x10", "0o7", "1_000", "2018-07-05", ".inf", "y", "="]
)
def test_what_stands_in_yaml_is_what_is_read(tmp_path: Path, value: str) -> None:
    (event,) = read(tmp_path, "a.yaml", f"- date: 1955\n  title: {value}\n  countries: [NO]".encode())
    assert (event.title, event.countries) == (value, ("NO",))


@pytest.mark.parametrize("value", ["", "~", "null"])
def test_an_empty_value_is_none(tmp_path: Path, value: str) -> None:
    (event,) = read(tmp_path, "a.yaml", f"- date: 1955\n  title: A\n  place: {value}\n".encode())
    assert event.place is None
    assert refused(tmp_path, "a.yaml", f"- date: 1955\n  title: {value}\n".encode()) == [(1, 3, "missing-field")]


GOOD = {
    "yaml": "- date: 1955\n  title: Gölcük\n- date: 1956\n  title: B",
    "json": '[{"date": "1955", "title": "Gölcük"},\n{"date": 1956, "title": "B"}]',
    "jsonl": '{"date": "1955", "title": "Gölcük"}\n{"date": 1956, "title": "B"}',
    "csv": "date,title\n1955,Gölcük\n1956,B",
}


@pytest.mark.parametrize("format_", GOOD)
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("end", ["", "\n", "\n\n"])
def test_marks_and_line_ends_do_not_matter(tmp_path: Path, format_: str, mark: str, newline: str, end: str) -> None:
    content = (mark + GOOD[format_] + end).replace("\n", newline).encode()
    assert [event.title for event in read(tmp_path, f"a.{format_}", content)] == ["Gölcük", "B"]


@pytest.mark.parametrize("format_", GOOD)
def test_text_in_other_encodings_is_refused_where_it_is(tmp_path: Path, format_: str) -> None:
    for encoding in ("utf-16", "utf-16-le", "utf-16-be", "utf-32"):
        assert refused(tmp_path, f"a.{format_}", GOOD[format_].encode(encoding)) == [(1, 1, "not-utf-8")]
    for mark in (b"", b"\xef\xbb\xbf"):
        content = mark + GOOD[format_].encode().replace(b"B", "çB".encode("latin-1"))
        lines = GOOD[format_].split("\n")
        line = next(n for n, text in enumerate(lines) if "B" in text)
        assert refused(tmp_path, f"a.{format_}", content)[0] == (line + 1, lines[line].index("B") + 1, "not-utf-8")


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        # NUL and half a surrogate pair, as they stand and as escapes.
        ("a.yaml", b"- date: 1955\n  title: \xc3\xa7\0\n", (2, 11, "not-text")),
        ("a.yaml", b'- date: 1955\n  title: "a\\0"\n', (2, 10, "not-text")),
        ("a.yaml", b'- date: 1955\n  title: "\\u0000"\n', (2, 10, "not-text")),
        ("a.yaml", b'- date: 1955\n  title: "\\ud800"\n', (2, 13, "not-yaml")),
        ("a.yaml", b"- date: 1955\n  title: \x1b[31m\n", (2, 10, "not-yaml")),
        ("a.yaml", "- date: 1955\n  title: ç\ufffe\n".encode(), (2, 11, "not-yaml")),
        ("a.json", b'[{"date": "1955",\n "title": "\xc3\xa7\\ud800"}]', (2, 13, "not-text")),
        ("a.json", b'[{"date": "1955",\n "title": "\\u0000"}]', (2, 12, "not-text")),
        ("a.json", b'[{"date": "1955", "\\udc00\\ud800": "b"}]', (1, 20, "not-text")),
        ("a.json", b'[{"date": "1955", "title": "\0"}]', (1, 29, "not-text")),
        ("a.jsonl", b'\n{"date": "1955", "title": "\\uDFFF"}\n', (2, 28, "not-text")),
        ("a.jsonl", b'\n{"date": "1955", "title": "\0"}\n', (2, 28, "not-json")),
        ("a.csv", b"date,title\n1955,\xc3\xa7\0\n", (2, 7, "not-text")),
        # Depth, size and number.
        ("a.yaml", b"[" * 100_000, (1, 33, "too-deep")),
        ("a.yaml", b"- " * 100_000, (1, 65, "too-deep")),
        ("a.yaml", b"{a: " * 100_000, (1, 129, "too-deep")),
        ("a.json", b"[" * 100_000, (1, 1, "too-deep")),
        ("a.json", b'{"a":' * 100_000, (1, 1, "too-deep")),
        ("a.jsonl", b'\n{"a":' + b"[" * 100_000, (2, 1, "too-deep")),
        ("a.yaml", b"- &a [x]\n" + b"- *a\n" * 50_001, (50_002, 3, "too-large")),
        ("a.yaml", b"- date: 1955\n  title: " + b"a" * (MOST_TEXT + 1), (2, 10, "too-large")),
        ("a.json", b'[{"date": "1955",\n"title": "' + b"a" * (MOST_TEXT + 1) + b'"}]', (2, 10, "too-large")),
        ("a.jsonl", b'\n{"date": "1955", "title": "' + b"a" * (MOST_TEXT + 1) + b'"}', (2, 27, "too-large")),
        ("a.jsonl", b'\n{"date": "1955", "title": "' + b"a" * MOST_LINE + b'"}', (2, 1, "too-large")),
        ("a.csv", b"date,title\n1955," + b"a" * (MOST_TEXT + 1), (2, 1, "too-large")),
        ("a.csv", b"date,title\n1955," + b"a" * MOST_LINE, (2, 1, "too-large")),
        # What would be made of values.
        ("a.yaml", b"- !!python/object/apply:os.system [echo]\n", (1, 3, "tag")),
        ("a.yaml", b"- date: 1955\n  title: !!python/name:os.system x\n", (2, 10, "tag")),
        ("a.yaml", b"- date: !!int 1955\n", (1, 9, "tag")),
        ("a.yaml", b"- date: !<!%FF> 1955\n", (1, 12, "not-yaml")),
        ("a.yaml", b"- date: !<!%ED%A0%80> 1955\n", (1, 1, "tag")),
        ("a.yaml", b"%TAG !a! x\n%TAG !b! x\n--- a", (1, 1, "tag")),
        # One key twice, and what YAML can have for a key.
        ("a.yaml", b"- date: 1955\n  title: a\n  date: 1956\n", (3, 3, "equal-keys")),
        ("a.json", b'[{"date": "1955", "title": "a",\n"date": "1956"}]', (2, 1, "equal-keys")),
        ("a.jsonl", b'\n{"date": "1955", "title": "a", "date": "1956"}', (2, 32, "equal-keys")),
        (
            "a.jsonl",
            b'\n{"date":"1955","title":"a","sources":[{"source":"http://a","source":"http://a"}]}',
            (2, 60, "equal-keys"),
        ),
        ("a.csv", b"date,title,title\n1955,a,a\n", (1, 12, "equal-keys")),
        ("a.csv", b'date,title,themes\n1955,a,"[{""a"":1,""a"":2}]"\n', (2, 8, "equal-keys")),
        ("a.yaml", b"? [a]\n: b\n", (1, 3, "wrong-shape")),
        ("a.yaml", b"- &a ~\n- *a : b\n", (2, 3, "wrong-shape")),
        ("a.yaml", b"- *a\n", (1, 3, "not-yaml")),
        ("a.yaml", b"- &a [*a]\n", (1, 7, "not-yaml")),
        ("a.yaml", b"- date: 1955\n  title: a\n  <<: {b: c}\n", (3, 3, "unknown-field")),
        ("a.yaml", b"a: b\n--- \nc: d\n", (2, 1, "wrong-shape")),
        ("a.yaml", b"- date: 1955\n\ttitle: a\n", (2, 1, "not-yaml")),
        # Nothing, and nothing of the kind.
        ("a.yaml", b"", (1, 1, "wrong-shape")),
        ("a.yaml", b"# only a comment\n", (1, 1, "wrong-shape")),
        ("a.yaml", b"a text", (1, 1, "wrong-shape")),
        ("a.json", b"", (1, 1, "not-json")),
        ("a.json", b"\n[1,\n", (3, 1, "not-json")),
        ("a.json", b"[NaN]", (1, 1, "not-json")),
        ("a.json", b"[true]", (1, 2, "wrong-shape")),
        ("a.jsonl", b"\n[1]\n", (2, 1, "wrong-shape")),
        ("a.jsonl", b"\nnull\n", (2, 1, "wrong-shape")),
        ("a.jsonl", b"\ntrue{}\n", (2, 5, "not-json")),
        ("a.jsonl", b'\n{"date": 1955, "title": "a"}, \n', (2, 29, "not-json")),
        ("a.csv", b"date;title\n1955;a\n", (1, 5, "not-csv")),
        ("a.csv", b"date,title\n1955\n", (2, 1, "wrong-shape")),
        ("a.csv", b'date,title\n1955,"a\n1956,b\n', (2, 1, "not-csv")),
        ("a.csv", b"date,title\r1955,a\r", (1, 1, "not-csv")),
    ],
)  # fmt: skip
def test_what_can_not_be_read_is_told_where_it_is(
    tmp_path: Path, name: str, content: bytes, problem: tuple[int, int, str]
) -> None:
    assert refused(tmp_path, name, content)[0] == problem


@pytest.mark.parametrize("name", ["a.jsonl", "a.csv"])
def test_an_empty_file_that_is_read_by_lines_is_an_empty_record(tmp_path: Path, name: str) -> None:
    assert read(tmp_path, name, b"") == ()


def test_escapes_that_are_text_are_read(tmp_path: Path) -> None:
    title = "\U0001f600 \\ud800 \\u0000 \x1b[31m"
    content = json.dumps([{"date": "1955", "title": title}]).encode()
    for name in ("a.json", "a.jsonl"):
        assert read(tmp_path, name, content if name == "a.json" else content[1:-1])[0].title == title


PIECES = st.sampled_from(
    ['{"a": "b"}', '{"a":1,"c":[{"d":"e"},{"d":null}]}', '{"a" :1,"a":2}', '{"a":1,"a":2}', '{"a": "b\\":"}', "", " ",
     '{"a":"b"', '{"a":{"b":1,"b":2}}', '{"a":"\\u0131"}', '{"a":"\\u0000"}', '{"a":"\\ud800"}', "[1]", "2", "NaN",
     '{"a":"b"},{"c":"d"}', '{"a":[1', '2]}', '{"a":"ü"}', "{}", ' {"a":"b"}', '{"a"\t:1}', '{"a":"\t:"}', "\r",
     "\ufeff"]
)  # fmt: skip


@example(pieces=['{"a": "b"}'], newline="\n", block=1, end=b"\x0b")  # JSON knows four blanks, Python more.
@given(
    st.lists(PIECES, max_size=12),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from([1, 20, 100]),
    st.binary(max_size=2),
)
def test_lines_are_the_same_in_blocks_of_any_size(pieces: list[str], newline: str, block: int, end: bytes) -> None:
    content = newline.join(pieces).encode() + end

    def outcome() -> list[Any]:
        found: list[Any] = []
        seen: list[bytes] = []
        try:
            for lot in reader.lines(io.BytesIO(content), lambda *problem: found.append(problem), seen.append):
                found.extend(lot)
        except Unreadable as error:
            return [(error.line, error.column, error.code)]
        assert b"".join(seen) == content
        return sorted(found, key=repr)  # Within a block what is wrong is told first.

    found = outcome()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reader, "BLOCK", block)
        assert found == outcome()
    entries = {item[0][0]: item[1] for item in found if len(item) == 2}
    for number, line in enumerate(content.split(b"\n")):
        try:
            value = json.loads(line.decode("utf-8" if number else "utf-8-sig"), parse_int=str)
        except ValueError:
            value = None
        if (
            isinstance(value, dict)
            and found
            and found[0] != (1, 1, "not-utf-8")
            and not re.search(rb"u0000|ud800", line)
        ):
            assert entries.pop(number) == value
    assert entries == {}


def test_lines_that_are_too_long_are_told_with_their_number(tmp_path: Path) -> None:
    line = json.dumps({"id": "a", "date": "1955", "title": "x" * (MOST_LINE + 10)}).encode() + b"\n"
    content = b'{"date":"1955","title":"a"}\n' + line + b'{"date":"never","title":"a"}\n'
    assert refused(tmp_path, "a.jsonl", content) == [(2, 1, "too-large"), (3, 9, "not-a-date")]


def test_aliases_stand_for_what_they_name(tmp_path: Path) -> None:
    content = b"- &a {date: 1955, title: &t A, countries: &c [TR]}\n- {date: 1956, title: *t, countries: *c}\n"
    assert [(e.title, e.countries) for e in read(tmp_path, "a.yaml", content)] == [("A", ("TR",))] * 2


def test_an_alias_bomb_is_refused_before_it_goes_off(tmp_path: Path) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    assert [code for _, _, code in refused(tmp_path, "a.yaml", "\n".join(lines).encode())] == ["too-large"]


def test_after_too_many_errors_the_rest_is_left_unread(tmp_path: Path) -> None:
    found = refused(tmp_path, "a.jsonl", b'{"date": "1955"}\n' * 100_000)
    assert found == [(n + 1, 1, "missing-field") for n in range(MOST_ERRORS)] + [(MOST_ERRORS, 1, "too-many")]


def test_many_equal_events_are_told_apart_in_one_pass(tmp_path: Path) -> None:
    events = read(tmp_path, "a.csv", b"date,title\n" + b"1955,a\n" * 20_000)
    assert [event.id for event in events[:3]] == ["1955-a", "1955-a-2", "1955-a-3"]
    assert len({event.id for event in events}) == 20_000


def test_an_id_that_was_made_for_another_entry_is_told(tmp_path: Path) -> None:
    content = b"- {date: 1955, title: A pact}\n- {id: 1955-a-pact, date: 1956, title: B}\n"
    assert refused(tmp_path, "a.yaml", content) == [(2, 8, "equal-ids")]
    with pytest.raises(RecordError, match=r"made for the entry at .*a\.yaml:1, which has none"):
        load(str(tmp_path / "a.yaml"))


def test_an_id_can_be_anything_and_is_never_a_crash(tmp_path: Path) -> None:
    entries = b'{"id": ["a"], "date": 1955, "title": "A"}, {"id": "a", "date": 1955, "title": "A"}'
    content = b"[" + entries + b', {"id": "a", "date": 1955, "title": "A"}, {"id": true, "date": 1955, "title": "A"}]'
    assert [code for _, _, code in refused(tmp_path, "a.json", content)] == ["wrong-shape", "equal-ids", "bad-id"]


def test_what_refers_to_an_entry_with_an_error_is_no_error_itself(tmp_path: Path) -> None:
    (tmp_path / "deals.yaml").write_text("- {id: d, title: D, supplier: XX}\n")
    (tmp_path / "sources.yaml").write_text("- {id: s, title: S, published: 1955-13}\n")
    (tmp_path / "events.yaml").write_text(
        "- {id: e, date: 1955-02-30, title: E, deal: d, stage: signed, sources: [s]}\n"
    )
    (tmp_path / "facts.yaml").write_text("- {id: f, statement: F, claimed_by: s, evidence: [e, d]}\n")
    with pytest.raises(RecordError) as error:
        load(str(tmp_path))
    assert [problem.code for problem in error.value.problems] == ["not-a-date", "unknown-country", "not-a-date"]


@pytest.mark.parametrize("format_", ["yaml", "json", "jsonl", "csv"])
def test_a_problem_stands_at_its_value(tmp_path: Path, format_: str) -> None:
    at = {
        "yaml": ("- title: A\n  date: 1955-02-30\n  countries:\n  - TR\n  - ZZ\n", [(2, 9), (5, 5)]),
        "json": ('[{"title": "A",\n"date": "1955-02-30", "countries":\n["TR", "ZZ"]}]', [(2, 9), (3, 8)]),
        "jsonl": ('{"title": "date", "date": "1955-02-30", "countries": ["TR", "ZZ"]}', [(1, 27), (1, 61)]),
        "csv": ('title,date,countries\n"a ""date"", 1955",1955-02-30,TR;ZZ\n', [(2, 20), (2, 31)]),
    }
    text, places = at[format_]
    found = refused(tmp_path, f"a.{format_}", text.encode())
    assert [(line, column) for line, column, _ in found] == places


JSON = st.recursive(
    TEXT | st.integers() | st.none() | st.booleans(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner),
    max_leaves=20,
)


@given(JSON, st.sampled_from([None, 0, 2]))
def test_every_path_of_a_json_file_is_found(value: Any, indent: int | None) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=indent is None)
    file = RecordFile("a.json", None, "json", None, text.encode())
    paths: dict[tuple[str | int, ...], Any] = {}

    def walk(path: tuple[str | int, ...], item: Any) -> None:
        paths[path] = item
        for key, inner in item.items() if isinstance(item, dict) else enumerate(item) if isinstance(item, list) else ():
            walk((*path, key), inner)

    walk((), value)
    lines = text.split("\n")
    for path, (line, column) in locate(file, paths).items():
        found, _ = json.JSONDecoder().raw_decode(lines[line - 1][column - 1 :] + "\n" + "\n".join(lines[line:]))
        in_object = path and isinstance(path[-1], str)
        assert found == (path[-1] if in_object and isinstance(paths[path], (dict, list)) else paths[path])


def test_the_second_of_two_keys_is_found() -> None:
    file = RecordFile("a.json", None, "json", None, b'{"a": {"b": 1,\n"b": 2}}')
    assert locate(file, [("a", "b", AGAIN), ("a", "b", "c")]) == {("a", "b", AGAIN): (2, 1), ("a", "b", "c"): (2, 6)}


def problems(location: Path | str) -> list[str]:
    with pytest.raises(RecordError) as error:
        load(str(location))
    return [f"{Path(p.file).name}:{p.line}:{p.column}: {p.code}" for p in error.value.problems]


def test_files_that_the_system_does_not_give_are_told_with_the_rest(tmp_path: Path) -> None:
    (tmp_path / "events.yaml").mkdir()
    (tmp_path / "deals.yaml").write_text("- {id: d}\n")
    (tmp_path / "vocabulary.csv").write_text("themes\na\n")
    assert problems(tmp_path) == [
        "vocabulary.csv:1:1: wrong-shape",
        "deals.yaml:1:3: missing-field",
        "events.yaml:1:1: unreadable",
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="made with POSIX calls")
def test_a_pipe_is_not_waited_for_and_a_broken_link_is_told(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "events.yaml")
    os.mkfifo(tmp_path / "deals.jsonl")
    (tmp_path / "facts.yaml").symlink_to("nowhere")
    (tmp_path / "sources.csv").symlink_to("nowhere")
    names = ("sources.csv", "deals.jsonl", "facts.yaml", "events.yaml")
    assert problems(tmp_path) == [f"{name}:1:1: unreadable" for name in names]
    for path in (tmp_path / "events.yaml", "/dev/zero"):
        with pytest.raises(TpcliError, match="a device or a pipe"):
            load(str(path))


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is unreadable to root")
def test_a_file_without_permission_is_told(tmp_path: Path) -> None:
    (tmp_path / "events.yaml").touch(mode=0)
    assert problems(tmp_path) == ["events.yaml:1:1: unreadable"]


@pytest.mark.parametrize("location", ["no/such/place", "a" * 5000, "a\0b"])
def test_where_there_is_no_record_that_is_said(location: str) -> None:
    with pytest.raises(TpcliError, match=r"^no record at '"):
        load(location)


def test_the_five_parts_may_be_in_five_formats(tmp_path: Path) -> None:
    (tmp_path / "vocabulary.jsonl").write_text('{"themes": ["alliance"]}\n{"kinds": ["treaty"]}\n')
    (tmp_path / "sources.csv").write_text("id,title\ns,S\n")
    (tmp_path / "deals.json").write_text('[{"id": "d", "title": "D"}]')
    (tmp_path / "facts.yaml").write_text("- {id: f, statement: F, theme: alliance, claimed_by: s}\n")
    (tmp_path / "events.jsonl").write_text('{"date": "1955", "title": "E", "deal": "d", "kind": "treaty"}\n')
    record = load(str(tmp_path))
    assert [len(part) for part in (record.sources, record.deals, record.facts, record.events)] == [1, 1, 1, 1]


BLANK = {
    "title of an event": "events: [{date: 1955, title: '  '}]",
    "among many": "events: [{date: 1955, title: A}, {date: 1956, title: '\u3000 '}]",
    "title of a deal": "deals: [{id: a, title: ' '}]",
    "statement": 'facts: [{id: a, statement: "\\t"}]',
    "title of a source": 'sources: [{id: a, title: "\\n"}]',
    "item": "deals: [{id: a, title: A, items: [' ']}]",
    "designation": "deals: [{id: a, title: A, items: [{designation: ' '}]}]",
    "citation": "events: [{date: 1955, title: A, sources: [{source: ' '}]}]",
}


@pytest.mark.parametrize("content", BLANK.values(), ids=BLANK.keys())
def test_a_required_text_says_something(tmp_path: Path, content: str) -> None:
    assert "wrong-shape" in [code for _, _, code in refused(tmp_path, "a.yaml", content.encode())]


def test_an_optional_text_may_be_blank(tmp_path: Path) -> None:
    assert read(tmp_path, "a.csv", b"date,title,place\n1955,A, \n")[0].place == " "
