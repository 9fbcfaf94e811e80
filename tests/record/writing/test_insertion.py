"""Adding an event to a file: what stood there stands there still, and what is read back is what was meant."""

import csv
import io
import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tpcli.errors import TpcliError
from tpcli.record.entries import Citation
from tpcli.record.reading.record import read_record
from tpcli.record.writing.adding import before, with_event
from tpcli.record.writing.as_text import whole_file
from tpcli.record.writing.insertion import inserted, position, proposed_id
from tpcli.text.folding import composed

# Files as people write them

DATES = ("1954", "1955-02", "1955-02-24", "1958~", "196X", "1960/1962", "2018-07/..", "2024")
WORDS = st.text(st.sampled_from("aé:# -'\"[]{},|>&*!?%@`~\\😀0\u202e"), min_size=1, max_size=12)
NASTY = st.sampled_from(
    ["NO", "null", "~", "1e3", "- a", "a: b # c", "[x]", "{y}", "=", "0x10", '"', "ü" * 200, "a b " * 60]
)
TEXTS = st.one_of(NASTY, WORDS, st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1)).map(str.strip)
TEXTS = TEXTS.filter(bool)


def reads_as_an_object(text: str) -> bool:
    """Whether a cell of CSV with this text is taken for a mapping, such as the value of a deal."""
    return text.startswith("{") and text.endswith("}")


@st.composite
def events(draw: st.DrawFn) -> list[dict[str, Any]]:
    count = draw(st.integers(0, 4))
    dates = draw(st.lists(st.sampled_from(DATES), min_size=count, max_size=count))
    if draw(st.booleans()):
        dates.sort(key=DATES.index)
    out = []
    for n, date in enumerate(dates):
        event: dict[str, Any] = {"id": f"e{n}", "date": date, "title": draw(WORDS.map(str.strip).filter(bool))}
        if draw(st.booleans()):
            event["organisations"] = draw(
                st.lists(st.sampled_from(["A", "B;C", "[D"]), min_size=1, max_size=2, unique=True)
            )
        if draw(st.booleans()):
            event["summary"] = draw(st.sampled_from(["One line", "Two\nlines", "Ends in a line\n", "In two\n\n"]))
        out.append(event)
    return out


@st.composite
def yaml_files(draw: st.DrawFn) -> str:
    indent = draw(st.sampled_from(["", "  "]))
    key = draw(st.booleans())
    lead = draw(st.sampled_from(["", "# head\n", "---\n", "# head\n\n# of the first\n", "\n"]))
    lines = lead.split("\n")[:-1]
    found = draw(events())
    if key:
        lines += draw(st.sampled_from([[], ["deals: []"]]))
        lines.append("events: " + draw(st.sampled_from(["", "# the list"])) if found else "events: []")
    elif not found:
        lines.append(draw(st.sampled_from(["[]", "", "# nothing yet"])))
    else:
        indent = ""
    for event in found:
        lines += draw(st.sampled_from([[], [""], ["", "# about what comes"], [indent + "# right above"], ["", "", ""]]))
        lines += [indent + line for line in draw(yaml_event(event))]
    lines += draw(st.sampled_from([[], [""], ["", "# the end"], [indent + "    # of the last"], ["", "", ""]]))
    if key and draw(st.booleans()):
        lines += ["facts: []"]
    elif draw(st.booleans()) and any(line.strip()[:1] not in ("", "#", "-") for line in lines):
        lines += ["..."]
    newline = draw(st.sampled_from(["\n", "\r\n"]))
    return newline.join(lines) + draw(st.sampled_from(["", newline]))


@st.composite
def yaml_event(draw: st.DrawFn, event: dict[str, Any]) -> list[str]:
    if draw(st.integers(0, 3)) == 0:
        return ["- " + json.dumps(event, ensure_ascii=False)]
    step = draw(st.integers(2, 4))
    lines: list[str] = []
    for name, value in event.items():
        if name == "summary" and draw(st.booleans()):
            style = "|" + (
                "-" if value[-1:] != "\n" else "+" if value[-2:] == "\n\n" else draw(st.sampled_from("+ ")).strip()
            )
            lines += [
                f"summary: {style}",
                *("  " + line if line else "" for line in value.removesuffix("\n").split("\n")),
            ]
        else:
            comment = draw(st.sampled_from(["", "  # why"]))
            lines.append(f"{name}: {value if name == 'date' else json.dumps(value, ensure_ascii=False)}{comment}")
    lines = [" " * step + line if line else "" for line in lines]
    if draw(st.booleans()):
        return ["-" + lines[0][1:], *lines[1:]]
    return ["-", " " * step + "# its own", *lines]


@st.composite
def json_files(draw: st.DrawFn) -> str:
    found = draw(events())
    whole: Any = found if draw(st.booleans()) else {"deals": [], "events": found, "facts": []}
    if draw(st.integers(0, 9)) == 0:
        whole = {"deals": []}
    text = json.dumps(whole, ensure_ascii=draw(st.booleans()), indent=draw(st.sampled_from([None, 1, 2, "\t"])))
    return text.replace("\n", draw(st.sampled_from(["\n", "\r\n"]))) + draw(st.sampled_from(["", "\n"]))


@st.composite
def jsonl_files(draw: st.DrawFn) -> str:
    newline = draw(st.sampled_from(["\n", "\r\n", "\n\n"]))
    text = newline.join(json.dumps(event, ensure_ascii=False) for event in draw(events()))
    return text + draw(st.sampled_from(["", newline]))


@st.composite
def csv_files(draw: st.DrawFn) -> str:
    found = [event for event in draw(events()) if not reads_as_an_object(event["title"])]
    names = draw(
        st.permutations(["date", "title", "summary", "organisations", "themes", "quantity", "sources", "place"])
    )
    names = [*names, "id"] if draw(st.booleans()) else names
    out = io.StringIO()
    writer = csv.writer(
        out, dialect=draw(st.sampled_from(["excel", "unix"])), lineterminator=draw(st.sampled_from(["\n", "\r\n"]))
    )
    writer.writerow(names)
    for event in found:
        cells = [event.get(name, "") for name in names]
        writer.writerow([json.dumps(cell) if isinstance(cell, list) else cell for cell in cells])
        if draw(st.integers(0, 4)) == 0:
            out.write("\n")
    text = out.getvalue()
    return text if draw(st.booleans()) else text.removesuffix("\n").removesuffix("\r")


FILES = st.one_of(
    st.tuples(st.just("yaml"), yaml_files()),
    st.tuples(st.just("json"), json_files()),
    st.tuples(st.just("jsonl"), jsonl_files()),
    st.tuples(st.just("csv"), csv_files()),
)


@given(
    FILES,
    st.booleans(),
    st.sampled_from(DATES),
    TEXTS,
    TEXTS,
    st.lists(TEXTS, min_size=1, max_size=3, unique=True),
    st.lists(st.tuples(st.sampled_from(["https://example.org/a;b", "http://x.y/"]), TEXTS), max_size=2),
)
def test_every_byte_stays_and_the_event_reads_as_it_was_meant(
    file: tuple[str, str],
    mark: bool,
    date: str,
    title: str,
    summary: str,
    organisations: list[str],
    sources: list[tuple[str, str]],
) -> None:
    format_, text = file
    assume(format_ != "csv" or not (reads_as_an_object(title) or reads_as_an_object(summary)))
    content = (b"\xef\xbb\xbf" if mark else b"") + text.encode()
    typed = {
        "date": [date],
        "title": [title],
        "summary": [summary],
        "organisations": organisations,
        "quantity": ["3"],
        "sources": [f"{link}|{supports}" for link, supports in sources],
    }
    typed = {name: texts for name, texts in typed.items() if texts}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"record.{format_}"
        path.write_bytes(content)
        old = before(str(path))
        new, added = with_event(old, typed, read_record)
        path.write_bytes(new if new.endswith(b"\n") else new + b"\n")  # Which may be part of the last text.
        events = read_record(str(path)).events
    kept = next((n for n, (a, b) in enumerate(zip(content, new, strict=False)) if a != b), len(content))
    assert new.endswith(content[kept:])
    assert len(new) - (len(content) - kept) >= kept
    assert (added.date.text, added.title, added.summary) == (date, title, summary)
    assert added.organisations == tuple(map(composed, organisations))
    assert added.quantity == 3
    assert added.sources == tuple(Citation(link, supports) for link, supports in sources)
    at = events.index(added)
    assert events[:at] + events[at + 1 :] == old.whole.events
    starts = [event.date.start for event in old.whole.events]
    if starts == sorted(starts):
        order = [event.date.start for event in events]
        assert order == sorted(order)
    else:
        assert at == len(events) - 1


@given(
    st.lists(
        st.fixed_dictionaries({"date": st.sampled_from(DATES), "title": TEXTS, "themes": st.lists(TEXTS, min_size=1)})
    )
)
def test_a_whole_file_reads_as_what_went_in(entries: list[dict[str, Any]]) -> None:
    plain = not any(reads_as_an_object(entry["title"]) for entry in entries)
    for format_ in ("yaml", "json", "jsonl", *(["csv"] if plain else [])) if entries else ():
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"record.{format_}"
            path.write_text(whole_file(format_, entries), encoding="utf-8", newline="")
            events = read_record(str(path)).events
        assert [(e.date.text, e.title, list(e.themes)) for e in events] == [
            (entry["date"], entry["title"], list(map(composed, entry["themes"]))) for entry in entries
        ]


# Where it goes

EVENT = {"id": "new", "date": "1958", "title": "New"}
NEW = "- id: new\n  date: 1958\n  title: New\n"


@pytest.mark.parametrize(
    ("text", "at", "expected"),
    [
        ("- id: a\n\n# of b\n- id: b\n", 1, f"- id: a\n\n{NEW}\n# of b\n- id: b\n"),
        ("- id: a\n  # place: unknown\n- id: b\n", 1, f"- id: a\n  # place: unknown\n{NEW}- id: b\n"),
        ("# head\n\n# of a\n- id: a\n- id: b\n", 0, f"# head\n\n{NEW}# of a\n- id: a\n- id: b\n"),
        ("# head\n- id: a\n", 0, f"# head\n{NEW}- id: a\n"),
        ("- id: a\n  s: |+\n    b\n\n- id: b\n", 1, f"- id: a\n  s: |+\n    b\n\n{NEW}- id: b\n"),
        ("- id: a\n- id: b\n\n# end\n", 2, f"- id: a\n- id: b\n{NEW}\n# end\n"),
        ("- id: a\n  date: 1", 1, f"- id: a\n  date: 1\n\n{NEW}".removesuffix("\n")),
        ("# nothing\n", 0, f"# nothing\n{NEW}"),
        ("", 0, NEW),
    ],
)  # fmt: skip
def test_its_place_in_yaml(text: str, at: int, expected: str) -> None:
    assert inserted("yaml", text.encode(), EVENT, at).decode() == expected


@pytest.mark.parametrize(
    ("text", "at", "expected"),
    [
        ("events:\r\n-   id: a\r\n\r\n-   id: b\r\ndeals: []", 1,
         "events:\r\n-   id: a\r\n\r\n-   id: new\r\n    date: 1958\r\n    title: New\r\n\r\n-   id: b\r\ndeals: []"),
        ("events: # none\ndeals: []\n", 0,
         "events: # none\n  - id: new\n    date: 1958\n    title: New\ndeals: []\n"),
        ("deals: []\n", 0, "deals: []\nevents:\n  - id: new\n    date: 1958\n    title: New\n"),
        ("[{id: a}, {id: b}]", 1, '[{id: a}, {"id": "new", "date": "1958", "title": "New"}, {id: b}]'),
    ],
)  # fmt: skip
def test_its_place_in_other_shapes_of_yaml(text: str, at: int, expected: str) -> None:
    assert inserted("yaml", text.encode(), EVENT, at).decode() == expected


def test_its_place_in_json_follows_the_neighbours() -> None:
    text = '[\n  {\n    "id": "a"\n  }\n]\n'
    new = '  {\n    "id": "new",\n    "date": "1958",\n    "title": "New"\n  }'
    assert inserted("json", text.encode(), EVENT, 1).decode() == f'[\n  {{\n    "id": "a"\n  }},\n{new}\n]\n'


@pytest.mark.parametrize(
    ("format_", "text", "said"),
    [
        ("yaml", "date: 1955\ntitle: Alone\n", "stands in no list"),
        ("yaml", "deals: []\nevents: ~\n", "holds no list"),
        ("json", '{"date": "1955", "title": "Alone"}', "stands in no list"),
        ("csv", "date,title\n1955,A\n", "no column for 'id'"),
    ],
)
def test_a_file_without_a_place_for_it_is_refused(format_: str, text: str, said: str) -> None:
    with pytest.raises(TpcliError, match=said):
        inserted(format_, text.encode(), EVENT, 0)


def test_position_is_after_the_last_that_is_not_later() -> None:
    orders = [(1, 5, "a"), (1, 5, "c"), (3, 3, "b"), (3, 9, "a")]
    assert position(orders, (1, 5, "b")) == 1
    assert position(orders, (3, 3, "b")) == 3
    assert position(orders, (0, 9, "z")) == 0
    assert position(orders, (4, 4, "a")) == 4
    assert position(orders[::-1], (0, 0, "a")) == 4


def test_a_proposed_id_is_new_and_never_empty() -> None:
    assert proposed_id("Türkiye signs", "1955", {"turkiye-signs", "turkiye-signs-2"}) == "turkiye-signs-3"
    assert proposed_id("条約", "../1955", set()).startswith("open-1955-")
