"""JSON Schema of the record's files: right by its own standard, and never stricter than the reader."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tpcli.dates.edtf import DateError, parse
from tpcli.index.load import load
from tpcli.record.fields import FIELDS
from tpcli.record.problems import RecordError, Wrong
from tpcli.record.reading.files import SECTIONS, bundled_folder
from tpcli.record.reading.opened import opened
from tpcli.record.schema import EDTF, PARTS, schema
from tpcli.record.values import shapes
from tpcli.record.vocabulary import default_vocabulary

ROOT = Path(__file__).parents[2]


class Core(yaml.CSafeLoader):
    """The core schema of YAML 1.2, in which editors read a file: `NO` is text and 1955 a number."""


Core.yaml_implicit_resolvers = {}
for tag, pattern, first in (
    ("null", "|~|null|Null|NULL", ["", "~", "n", "N"]),
    ("bool", "true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", "[-+]?[0-9]+", list("-+0123456789")),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", list("-+.0123456789")),
):
    Core.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"^(?:{pattern})$"), first)


@cache
def validator(part: str) -> Any:
    made = schema(part, default_vocabulary())
    jsonschema.Draft202012Validator.check_schema(made)
    return jsonschema.Draft202012Validator(made)


@pytest.mark.parametrize("part", SECTIONS)
def test_the_bundled_record_is_valid(part: str) -> None:
    content = yaml.load((bundled_folder() / f"{part}.yaml").read_text(encoding="utf-8"), Core)
    assert [error.message[:200] for error in validator(part).iter_errors(content)] == []


@pytest.mark.parametrize("part", PARTS)
def test_the_schemas_in_the_repository_are_those_of_the_model(part: str) -> None:
    """Else run `tpcli schema --output schema`."""
    kept = (ROOT / "schema" / f"{part}.schema.json").read_text(encoding="utf-8")
    assert json.loads(kept) == schema(part, default_vocabulary())


EVENT = {"date": 1955, "title": "A"}


@pytest.mark.parametrize(
    "record",
    [
        [EVENT],
        EVENT,
        {"events": [EVENT], "deals": None},
        [{"date": "1955-02~", "title": 1999, "summary": None, "countries": "TR", "quantity": "4"}],
        [{"date": "../1979", "title": True, "countries": ["NO", "XN"], "stage": "signed", "deal": "d"}],
        {
            "vocabulary": {"themes": ["alliance", {"id": "b", "needs": [], "aliases": "x"}]},
            "events": [{**EVENT, "themes": ["alliance"], "sources": ["s", {"source": "https://example.org/"}]}],
            "sources": [{"id": "s", "title": "S", "published": "19XX", "kind": "news"}],
            "deals": [
                {"id": "d", "title": "D", "items": ["A", {"designation": 47, "quantity": 100}]},
                {"id": "e", "title": "E", "value": {"amount": 1.5e9, "currency": "USD", "disputed": True}},
            ],
            "facts": [{"id": "f", "statement": "F", "verdict": "opinion", "evidence": ["d"], "claimed_by": "s"}],
        },
    ],
)
def test_what_the_reader_reads_is_valid(tmp_path: Path, record: Any) -> None:
    (tmp_path / "a.json").write_text(json.dumps(record))
    if "stage" not in str(record):
        load(str(tmp_path / "a.json"))
    # The words of a record of one's own are not those of the bundled one.
    own = schema("record", opened(str(tmp_path / "a.json")).vocabulary)
    jsonschema.Draft202012Validator(own).validate(record)


@pytest.mark.parametrize(
    "record",
    [
        "a text",
        [],
        [{"title": "A"}],
        [{"date": 1955}],
        [{**EVENT, "date": "5 Jul 1955"}],
        [{**EVENT, "date": "1955-13"}],
        [{**EVENT, "date": 55}],
        [{**EVENT, "title": ["A"]}],
        [{**EVENT, "title": ""}],
        [{**EVENT, "titel": "A"}],
        [{**EVENT, "id": "a b"}],
        [{**EVENT, "countries": ["Turkey"]}],
        [{**EVENT, "confidence": "certain"}],
        [{**EVENT, "quantity": -1}],
        [{**EVENT, "quantity": "four"}],
        [{**EVENT, "sources": [{"supports": "all"}]}],
        [{**EVENT, "organisations": {"a": 1}}],
        {"events": EVENT},
        {"event": [EVENT]},
        {"events": [EVENT], "vocabulary": {"stages": [{"id": "a", "effect": "none"}]}},
        {"events": [EVENT], "deals": [{"id": "d", "title": "D", "value": {"amount": 1}}]},
        {"events": [EVENT], "deals": [{"id": "d", "title": "D", "value": {"amount": 1, "currency": "usd"}}]},
        {"events": [EVENT], "deals": [{"id": "d", "title": "D", "items": [{"quantity": 1}]}]},
        {"events": [EVENT], "facts": [{"id": "f", "statement": "F", "verdict": "true"}]},
        {"events": [EVENT], "sources": [{"id": "s", "title": "S", "kind": "book"}]},
    ],
)
def test_what_the_reader_refuses_is_not_valid(tmp_path: Path, record: Any) -> None:
    if record == []:
        record = [[]]
    (tmp_path / "a.json").write_text(json.dumps(record))
    with pytest.raises(RecordError):
        load(str(tmp_path / "a.json"))
    assert not validator("record").is_valid(record)


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-2, 10**20)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(
        ["TR", "naval", "signed", "high", "1955-02", "1e3", "12.0", "USD", "https://example.org", "a b", ""]
    )
    | st.text(st.characters(codec="utf-8"), max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["source", "supports", "designation", "quantity", "amount", "currency", "x"]), inner
        )
    ),
    max_leaves=4,
)


@given(st.data(), st.sampled_from(sorted(FIELDS)))
def test_no_value_that_the_reader_takes_is_underlined(data: st.DataObject, section: str) -> None:
    """Of values of any kind, in a field of any shape: what the reader has nothing against, the schema has not."""
    field = data.draw(st.sampled_from(sorted(FIELDS[section].values())))
    value = data.draw(VALUES)
    needed = {"date": "1955", "title": "A", "statement": "A", "id": "a"}
    entry = {name: needed[name] for name, other in FIELDS[section].items() if other.required}
    read = shapes(default_vocabulary())[field.shape]
    if value is None:
        if field.required:
            return
    else:
        try:
            read(json.loads(json.dumps(value), parse_int=str, parse_float=str))
        except Wrong:
            return
    validator(section).validate([{**entry, field.name: value}])


@given(st.from_regex(EDTF, fullmatch=True) | st.text("0123456789-/.~?%XT:Z", max_size=12))
def test_the_pattern_of_dates_lets_every_date_pass(text: str) -> None:
    try:
        parse(text)
    except DateError:
        return
    assert re.search(EDTF, text)
