"""Good records, damaged: each ends in a record that can be asked, or in errors with their places.

Two hundred cases in an ordinary run; TPCLI_LONGER=50 tries ten thousand. Case n is the same in every run.
"""

import csv
import faulthandler
import io
import json
import re
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml

from tests.longer import tries
from tpcli.index.build import build
from tpcli.index.check import check
from tpcli.query.details import details
from tpcli.query.functions import add_functions
from tpcli.query.nouns import NOUNS
from tpcli.query.question import Question
from tpcli.query.sql import json_rows
from tpcli.record.checks import CHECKS
from tpcli.record.problems import RecordError
from tpcli.record.reading.opened import opened

CASES = tries(200)
LONGEST = 60
"""Seconds after which a case counts as hung: then the whole run ends, with a traceback of where it hung."""

RECORD: dict[str, Any] = {
    "vocabulary": {
        "themes": [{"id": "alliance", "name": "Alliance", "aliases": ["pacts"]}, "industry"],
        "kinds": ["treaty", "contract"],
        "types": ["naval"],
        "stages": [{"id": "signed", "status": "on order"}, {"id": "delivered", "needs": ["signed"]}],
    },
    "sources": [
        {"id": "atlas", "title": "An Atlas of Pacts", "published": "1999", "url": "https://a.example/", "kind": "news"}
    ],
    "deals": [
        {
            "id": "ships",
            "title": "Four ships",
            "type": "naval",
            "supplier": "TR",
            "recipient": "PK",
            "items": [{"designation": "Corvette", "quantity": "4"}],
            "value": {"amount": "1000000000", "amount_max": "1500000000", "currency": "USD", "disputed": "true"},
            "sources": ["atlas"],
        }
    ],
    "facts": [
        {"id": "first", "theme": "industry", "statement": "They were the first", "claimed_by": "atlas",
         "verdict": "disputed", "evidence": ["ships", "pact"]}
    ],
    "events": [
        {"id": "pact", "date": "1955-02-24", "title": "Türkiye and Iraq sign the Baghdad Pact", "kind": "treaty",
         "themes": ["alliance"], "countries": ["TR", "IQ"], "organisations": ["Baghdad Pact", "A; B"],
         "place": "Baghdad", "sources": [{"source": "atlas", "supports": "the day"}], "confidence": "high"},
        {"date": "195X", "title": "A decade of aid", "summary": "Much was given: tanks, \"ships\".\nAnd more."},
        {"id": "signed", "date": "2018-07-05", "title": "Contract", "deal": "ships", "stage": "signed"},
        {"id": "handed", "date": "2023-09/..", "title": "Delivery", "deal": "ships", "stage": "delivered",
         "quantity": "1"},
    ],
}  # fmt: skip

# Events alone can name no deal and no source but links.
EVENTS: dict[str, Any] = {
    "events": [
        {name: ["https://a.example/"] if name == "sources" else value for name, value in event.items()
         if name not in ("deal", "stage")}
        for event in RECORD["events"]
    ]
}  # fmt: skip

BY_HAND = b"""\
# A record as a person writes it.
events:
  - &first
    date: 1955-02-24   # the day
    title: >-
      Turkey and Iraq sign
      the Baghdad Pact
    summary: |
      Signed: in Baghdad.
    countries: &both [TR, "IQ"]
    sources:
      - {source: atlas, supports: 'it''s all there'}
      - https://example.org/a?b=c#d
  - {date: 1958~, title: "Headquarters \\u00e7 move", countries: *both}
deals:
- id: ships
  title: Ships
  value: {amount: 1.5e9, currency: USD}
sources: [{id: atlas, title: An Atlas}]
"""

HOSTILE = [
    "", "~", "null", "NO", "true", "1e3", "0x10", "-1", "9" * 400, "1e99", "2018-02-30", "-9999", "9999-12-31",
    "../..", "0000-00-00", "1955/1954", "/", "a" * 5000, " ", "\t", "\u202e\u2066", "e\u0301\u0301",
    "\U0001f1f9\U0001f1f7", "\x1b[31m", "[bold]", "{}", "[]", "[[", "{{", "]", "}", ":", "- ", "? ", "*a", "*first",
    "&a", "!!python/name:os.system", "!!python/object/apply:os.system ['echo']", "<<: *first", "%TAG ! x", "---",
    "...", "|", ">", "'", '"', "\\", "\\ud800", '"\\u0000"', "#", ",", ";", "\r", "\u2028", "\x85", "\ufeff",
    "\ufffe", "\0", "=cmd()", "'; DROP TABLE event; --", "ships", "pact", "atlas", "id", "date", "title", "events",
    "__class__", "NaN", "Infinity",
]  # fmt: skip

Mutate = Callable[[Random, Any], Any]


def written(record: dict[str, Any], format_: str) -> bytes:
    """A record in a file: whole in YAML and JSON, its events alone where a line is an event."""
    events: list[Any] = record["events"] if isinstance(record.get("events"), list) else [record.get("events")]
    if format_ == "yaml":
        return yaml.safe_dump(record, allow_unicode=True, sort_keys=False).encode("utf-8", "surrogatepass")
    if format_ == "json":
        return json.dumps(record, ensure_ascii=False, indent=1).encode("utf-8", "surrogatepass")
    if format_ == "jsonl":
        return "".join(json.dumps(event, ensure_ascii=False) + "\n" for event in events).encode(
            "utf-8", "surrogatepass"
        )
    out = io.StringIO(newline="")
    rows = [event for event in events if isinstance(event, dict)]
    writer = csv.DictWriter(out, list(dict.fromkeys(str(name) for row in rows for name in row)))
    writer.writeheader()
    for row in rows:
        writer.writerow({str(n): v if isinstance(v, str) else json.dumps(v) for n, v in row.items()})
    return out.getvalue().encode("utf-8", "surrogatepass")


def nodes(value: Any) -> list[tuple[Any, Any]]:
    """Every place in a value where another could stand: the list or mapping, and the position or key."""
    found: list[tuple[Any, Any]] = []
    rest = [value]
    while rest:
        item = rest.pop()
        keys = list(item) if isinstance(item, dict) else range(len(item)) if isinstance(item, list) else ()
        found += [(item, key) for key in keys]
        rest += [item[key] for key in keys]
    return found


def in_structure(random: Random, record: dict[str, Any]) -> None:
    """Change one value, list or mapping for what does not belong there."""
    holder, key = random.choice(nodes(record))
    value = holder[key]
    match random.randrange(9):
        case 0:
            holder[key] = random.choice(HOSTILE)
        case 1:
            del holder[key]
        case 2:
            holder[key] = [value] * random.choice([0, 1, 2, 50])
        case 3:
            holder[key] = {random.choice([*HOSTILE, "source"]): value}
        case 4:
            holder[key] = random.choice([None, True, False, 0, -1, 1.5, 10**30, 1e300, [], {}])
        case 5 if isinstance(holder, dict):
            holder[random.choice(HOSTILE)] = holder.pop(key)
        case 6 if isinstance(holder, list):
            holder.append(json.loads(json.dumps(value)))
        case 7:
            for _ in range(random.choice([3, 40])):
                value = [value]
            holder[key] = value
        case _:
            other, place = random.choice(nodes(record))
            holder[key] = json.loads(json.dumps(other[place]))


def in_values(random: Random, content: bytes) -> bytes:
    """Put something else where a word, a number or a date stands."""
    words = list(re.finditer(rb"[\w.~/?-]+", content))
    if not words:
        return content
    word = random.choice(words)
    new = random.choice(HOSTILE).encode("utf-8", "surrogatepass")
    if random.random() < 0.3:
        new = json.dumps(new.decode("utf-8", "surrogatepass")).encode()
    return content[: word.start()] + new + content[word.end() :]


def in_lines(random: Random, content: bytes) -> bytes:
    """Lose, double, move, join, shift or break a line, or put a strange one in."""
    lines = content.split(b"\n")
    at, other = random.randrange(len(lines)), random.randrange(len(lines))
    match random.randrange(8):
        case 0:
            del lines[at]
        case 1:
            lines.insert(other, lines[at])
        case 2:
            lines[at], lines[other] = lines[other], lines[at]
        case 3:
            lines[at : at + 2] = [b"".join(lines[at : at + 2])]
        case 4:
            lines[at] = random.choice([b" ", b"  ", b"\t", b"- ", b"\xef\xbb\xbf"]) + lines[at]
        case 5:
            lines[at] = lines[at].lstrip()
        case 6:
            lines[at] += random.choice([b"\r", b"\0", b" #", b",", b":", b"\xff"])
        case _:
            lines.insert(at, random.choice(HOSTILE).encode("utf-8", "surrogatepass"))
    return b"\n".join(lines)


def in_bytes(random: Random, content: bytes) -> bytes:
    """Change, lose, double or add bytes, or end too early."""
    at = random.randrange(len(content) + 1)
    end = min(len(content), at + random.choice([1, 1, 2, 5, 40, 400]))
    match random.randrange(6):
        case 0:
            return content[:at] + random.randbytes(end - at) + content[end:]
        case 1:
            return content[:at] + content[end:]
        case 2:
            return content[:end] + content[at:end] * random.choice([1, 2, 100]) + content[end:]
        case 3:
            return content[:at] + random.choice(b"[]{}:,-?&*!|>'\"%@`#\n\r\t\0\\ \xff").to_bytes() + content[at:]
        case 4:
            return content[:at]
        case _:
            flipped = bytes(byte ^ (1 << random.randrange(8)) for byte in content[at:end][:1])
            return content[:at] + flipped + content[at + 1 :]


def mutant(case: int) -> tuple[str, bytes]:
    """The name and the content of a damaged file."""
    random = Random(case)
    format_ = ("yaml", "json", "jsonl", "csv")[case % 4]
    if format_ == "yaml" and random.random() < 0.3:
        content = BY_HAND
    else:
        record = json.loads(json.dumps(RECORD if format_ in ("yaml", "json") else EVENTS))
        for _ in range(random.choice([0, 1, 1, 2, 3])):
            if nodes(record):
                in_structure(random, record)
        content = written(record, format_)
    for _ in range(random.choice([0, 1, 1, 2, 5])):
        content = random.choice([in_values, in_lines, in_bytes])(random, content)
    if random.random() < 0.03:
        content = content.decode("utf-8", "replace").encode(
            random.choice(["utf-16", "utf-16-le", "latin-1"]), "replace"
        )
    # A name that tells nothing leaves the format to be guessed.
    return ("record" if random.random() < 0.1 else f"record.{format_}"), content


armed = False
FORBIDDEN = ("os.system", "os.exec", "os.posix_spawn", "os.fork", "os.remove", "os.rename", "os.mkdir", "os.chmod",
             "subprocess.Popen", "socket.connect", "shutil.rmtree", "pickle.find_class", "ctypes.dlopen")  # fmt: skip


def watch(event: str, arguments: tuple[Any, ...]) -> None:
    if armed and (event in FORBIDDEN or (event == "open" and set(str(arguments[1])) & set("wax+"))):
        raise AssertionError(f"reading a record led to {event}{arguments}")


sys.addaudithook(watch)


@contextmanager
def nothing_done_or_hung() -> Iterator[None]:
    """Let nothing be written, started or fetched, and no case last."""
    global armed
    faulthandler.dump_traceback_later(LONGEST, exit=True)
    armed = True
    try:
        yield
    finally:
        armed = False
        faulthandler.cancel_dump_traceback_later()


def ask(connection: sqlite3.Connection) -> None:
    """Read back all that an index holds."""
    add_functions(connection)
    for noun in NOUNS.values():
        for columns in (None, list(noun.columns.values())):
            for row in json_rows(connection, noun.name, Question(), columns):
                if columns is None:
                    details(connection, json.loads(row)["id"])


def survive(path: Path, content: bytes) -> bool:
    """Read, check and ask one file; whether it was a record. Raises whatever is not a RecordError with its places."""
    problems = check(str(path))
    text = content.decode("utf-8", "replace").removeprefix("\ufeff")
    for problem in problems:
        assert "\n" not in str(problem)
        assert problem.code in CHECKS
        assert problem.message
        for lines in (text.split("\n"), re.split("\r\n|\n|\r", text)):
            if problem.line <= len(lines) and problem.column <= len(lines[problem.line - 1]) + 1:
                break
        else:
            raise AssertionError(f"there is no such place: {problem}")
    errors = [problem for problem in problems if problem.severity == "error"]
    connection = sqlite3.connect(":memory:", check_same_thread=False)
    try:
        build(connection, opened(str(path)), lambda *_: None)
        raised = []
        ask(connection)
    except RecordError as error:
        raised = list(error.problems)
    finally:
        connection.close()
    assert raised == errors
    return not errors


@pytest.mark.parametrize("tenth", range(10))
def test_no_damage_breaks_the_program(tmp_path: Path, tenth: int) -> None:
    written(RECORD, "yaml")  # What it imports is imported before the watch begins.
    records = 0
    for case in range(tenth, CASES, 10):
        name, content = mutant(case)
        path = tmp_path / name
        path.write_bytes(content)
        try:
            with nothing_done_or_hung():
                records += survive(path, content)
        except BaseException as error:
            error.add_note(f"case {case}, {name}: {content!r}")
            raise
        path.unlink()
    # Some damage must hurt, and some must not, or the mutants are none.
    assert 0 < records < len(range(tenth, CASES, 10))


def test_what_is_damaged_was_good(tmp_path: Path) -> None:
    for format_ in ("yaml", "json", "jsonl", "csv"):
        record = RECORD if format_ in ("yaml", "json") else EVENTS
        path = tmp_path / f"record.{format_}"
        path.write_bytes(written(record, format_))
        assert survive(path, path.read_bytes())
    path.write_bytes(BY_HAND)
    assert survive(path.rename(tmp_path / "by-hand.yaml"), BY_HAND)
