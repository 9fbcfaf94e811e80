"""JSON Schema (draft 2020-12) of a record's files, made from the model and a vocabulary.

It is for editors: they complete names and words by it, and underline what is wrong as it is typed. It allows all that
the reader reads, in the types that an editor's parser of YAML or JSON sees: `1955` is a number to it, an empty value
null. What hangs on the rest of a record (ids, dates that exist, the order of stages) only the reader can judge.
"""

from collections.abc import Mapping
from typing import Any

from tpcli.record.about import KEY
from tpcli.record.choices import CHOICES
from tpcli.record.entries import OwnField, Term, Vocabulary
from tpcli.record.fields import ALL, FIELDS, INNER, SINGULAR, Field
from tpcli.record.reading.files import SECTIONS
from tpcli.record.reading.own import SHORT
from tpcli.record.values import MOST_NUMBER, OWN_READERS

Schema = dict[str, Any]

PARTS = ("events", "deals", "facts", "sources", "vocabulary", "record")
"""The schemas: of each file of a folder, and of a record in a single file."""

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_YEAR = "-?[0-9X]{4}"
_MONTH = "(0[1-9X]|1[0-2X]|X[0-9X]|2[1-9]|3[0-9]|4[01])"
_DAY = "(0[1-9X]|[12][0-9X]|3[01X]|X[0-9X])"
_TIME = r"T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?(Z|[+-][0-9]{2}(:?[0-9]{2})?)?"
_Q = "[~?%]?"
_ONE = f"{_Q}{_YEAR}{_Q}(-{_Q}{_MONTH}{_Q}(-{_Q}{_DAY}({_TIME})?{_Q})?)?"
_MEMBER = rf"({_ONE}(\.\.({_ONE})?)?|\.\.{_ONE})"
_MEMBERS = f"{_MEMBER}(,{_MEMBER})*"
EDTF = rf"^({_ONE}|{_ONE}/({_ONE}|\.\.)?|(\.\.)?/{_ONE}|\[{_MEMBERS}\]|\{{{_MEMBERS}\}})$"
"""A date in EDTF, by its form alone."""

_NUMBER = r"^(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+]?[0-9]{1,2})?$"
_SIGNED = _NUMBER.replace("^", "^-?")

# The plain shapes. A value that YAML takes for a number or a truth value is read as the text that stands there.
_PLAIN: dict[str, Schema] = {
    "text": {"type": ["string", "number", "boolean"], "minLength": 1},
    "id": {"type": ["string", "number"], "pattern": r"^[^\s,;/\u0000-\u001f\u007f]{1,200}$"},
    "link": {"type": "string", "pattern": r"^https?://\S+$"},
    "date": {"type": ["string", "integer"], "pattern": EDTF, "minimum": 1000, "maximum": 9999},
    "count": {"type": ["integer", "string"], "pattern": _NUMBER, "minimum": 0},
    "number": {"type": ["number", "string"], "pattern": _NUMBER, "minimum": 0, "maximum": MOST_NUMBER},
    "currency": {"type": "string", "pattern": "^[A-Z]{3}$"},
    "language": {"type": "string", "pattern": "^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$"},
    "latitude": {"type": ["number", "string"], "pattern": _SIGNED, "minimum": -90, "maximum": 90},
    "longitude": {"type": ["number", "string"], "pattern": _SIGNED, "minimum": -180, "maximum": 180},
    "boolean": {"enum": [True, False, "true", "false"]},
}

_OWN: dict[str, Schema] = {
    "text": _PLAIN["text"],
    "number": {"type": ["number", "string"], "pattern": _SIGNED},
    "date": _PLAIN["date"],
    "list": {"type": ["array", "string", "number", "boolean"]},
}
"""The kinds of fields that a vocabulary declares."""

_TITLES = {
    "events": "What happened, each with its date",
    "deals": "Arms, equipment and know-how supplied; their stages are events",
    "facts": "What is claimed, and what became of the claim",
    "sources": "What the entries cite",
    "vocabulary": "The words that a record uses, in their order",
    "record": "A whole record in one file: a list of events, or its parts by name",
}


def schema(part: str, vocabulary: Vocabulary) -> Schema:
    """The schema of one of PARTS, for a record with that vocabulary."""
    sections = list(SECTIONS) if part == "record" else [part]
    bodies = {section: _section(section) for section in sections}
    if part == "record":
        parts: dict[str, Schema] = {name: {"$ref": f"#/$defs/{name}"} for name in bodies}
        body: Schema = {
            "anyOf": [
                {"$ref": "#/$defs/events", "type": "array"},
                {"$ref": "#/$defs/event"},
                {**_mapping({**parts, KEY: {"$ref": "#/$defs/about"}}), "minProperties": 1},
            ]
        }
    else:
        body = bodies[part]
    definitions = _definitions(vocabulary)
    if part == "record":
        definitions.update(bodies)
    head = {"$schema": DIALECT, "title": _TITLES[part]}
    return {**head, **body, "$defs": _used(body, definitions)}


def _section(section: str) -> Schema:
    if section == "vocabulary":
        words = {"type": "array", "items": {"$ref": "#/$defs/term"}}
        known: dict[str, Schema] = {**dict.fromkeys(Vocabulary._fields, words), KEY: {"$ref": "#/$defs/about"}}
        known["fields"] = {
            "description": "fields of the record's own, each with its kind and what it means",
            "type": "object",
            "additionalProperties": _mapping(
                {"kind": {"enum": list(OWN_READERS)}, "meaning": {"$ref": "#/$defs/text"}}
            ),
        }
        known["places"] = {
            "description": "where places are, by their names in the record",
            "type": ["object", "null"],
            "additionalProperties": {"$ref": "#/$defs/one-of-place"},
        }
        return {"type": ["object", "null"], **_mapping(known)}
    return {"type": ["array", "null"], "items": {"$ref": f"#/$defs/{section.removesuffix('s')}"}}


def _definitions(vocabulary: Vocabulary) -> dict[str, Schema]:
    """Every shape by its name, of which a schema takes what it needs."""
    out: dict[str, Schema] = dict(_PLAIN)
    out["texts"] = _list_of("text")
    out["ids"] = _list_of("id")
    for part, shape in SINGULAR.items():
        out[shape] = _words(getattr(vocabulary, part))
    out["themes"], out["countries"] = _list_of("theme"), _list_of("country")
    out.update(
        {name: {"enum": list(words), "enumDescriptions": list(words.values())} for name, words in CHOICES.items()}
    )
    out["author-kinds"] = _list_of("author-kind")
    for shape, fields in INNER.items():
        out[f"one-of-{shape}"] = _entry(fields)
    out["money"] = out.pop("one-of-money")
    out["about"] = out.pop("one-of-about")
    out["about"]["properties"]["retired"] = _list_of("one-of-retired")
    out["term"] = {"anyOf": [{"$ref": "#/$defs/id"}, out.pop("one-of-term")]}
    for shape in ("citations", "items", "copies"):
        out[f"one-of-{shape}"] = {"anyOf": [{"type": ["string", "number"], "minLength": 1}, out[f"one-of-{shape}"]]}
        out[shape] = _list_of(f"one-of-{shape}")
    for section, fields in FIELDS.items():
        own = {name: _own(field) for name, field in (vocabulary.fields or {}).items()}
        entry = _entry(fields)
        # Fields that only this record knows are kept, and declared ones are read as their kind.
        out[section.removesuffix("s")] = {
            **entry,
            "properties": {**entry["properties"], **own},
            "patternProperties": {_slips(section): False},
            "additionalProperties": True,
        }
    return out


def _slips(section: str) -> str:
    """A pattern of names that are no field of a record's own: a slip from a known one, or what the index gives."""
    known = [field.name for field in ALL[section] if field.given]
    slips = [field.name for field in ALL[section] if not field.given]
    for name in known:
        if len(name) >= SHORT:
            slips += [f"{name[:n]}.{name[n:]}" for n in range(len(name) + 1)]
            slips += [f"{name[:n]}.?{name[n + 1 :]}" for n in range(len(name))]
            slips += [f"{name[:n]}{name[n + 1]}{name[n]}{name[n + 2 :]}" for n in range(len(name) - 1)]
    return f"^(?!({'|'.join(known)})$)({'|'.join(slips)})$"


def _own(field: OwnField) -> Schema:
    """A declared field of a record's own, which may be left empty."""
    return {"description": field.meaning, "anyOf": [_OWN[field.kind], {"type": "null"}]}


def _entry(fields: Mapping[str, Field]) -> Schema:
    """A mapping of fields. Those that may be missing may also be left empty."""
    properties = {}
    for field in fields.values():
        shape = {"$ref": f"#/$defs/{field.shape}"}
        if field.required and field.shape == "text":
            shape["pattern"] = r"\S"
        properties[field.name] = {
            "description": field.meaning,
            **(shape if field.required else {"anyOf": [shape, {"type": "null"}]}),
        }
    return _mapping(properties, [field.name for field in fields.values() if field.required])


def _mapping(properties: Mapping[str, Schema], required: list[str] | None = None) -> Schema:
    out: Schema = {"type": "object", "properties": dict(properties), "additionalProperties": False}
    return {**out, "required": required} if required else out


def _list_of(shape: str) -> Schema:
    """A list; one value counts as a list of one."""
    one = {"$ref": f"#/$defs/{shape}"}
    return {"anyOf": [one, {"type": "array", "items": one}]}


def _words(terms: Mapping[str, Term] | None) -> Schema:
    """The words of a part of the vocabulary, each with what it means; any text where that part is open."""
    if terms is None:
        return _PLAIN["text"]
    meanings = [term.name + (f": {term.meaning}" if term.meaning else "") for term in terms.values()]
    return {"enum": list(terms), "enumDescriptions": meanings}


def _used(body: Schema, definitions: Mapping[str, Schema]) -> dict[str, Schema]:
    """The definitions that a schema refers to, and those that they do, by name."""
    found: dict[str, Schema] = {}
    rest: list[Any] = [body]
    while rest:
        item = rest.pop()
        if isinstance(item, list):
            rest.extend(item)
        elif isinstance(item, dict):
            name = str(item.get("$ref", "")).removeprefix("#/$defs/")
            if name and name not in found:
                found[name] = definitions[name]
                rest.append(definitions[name])
            rest.extend(item.values())
    return dict(sorted(found.items()))
