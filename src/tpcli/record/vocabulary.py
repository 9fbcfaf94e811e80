"""The words of a record: its own where it brings them, the built-in ones for countries and stages."""

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any, TypeVar

from tpcli.record.about import KEY
from tpcli.record.entries import OwnField, Place, Term, Vocabulary
from tpcli.record.fields import ALL, INNER
from tpcli.record.problems import Finding, Path, Wrong, quoted
from tpcli.record.reading.files import default_vocabulary_file
from tpcli.record.reading.formats import whole
from tpcli.record.values import OWN_READERS, SCALARS, Reader, choice, fields_of, identifier, said
from tpcli.text.folding import composed, did_you_mean
from tpcli.text.json import Fields, Json
from tpcli.text.nearest import Nearest

T = TypeVar("T")

PARTS = Vocabulary._fields
"""themes, kinds, types, stages, countries, organisations, fields, places."""

_READERS: dict[str, Reader] = {**SCALARS, "effect": choice("effect")}


@lru_cache(maxsize=1)
def default_vocabulary() -> Vocabulary:
    """The bundled record's vocabulary."""
    file = default_vocabulary_file()
    raw = whole(file, file.read(), lambda *_: None)[0]
    return vocabulary_of([(0, (), raw)], lambda _: None, own=True)


def vocabulary_of(
    parts: Iterable[tuple[int, Path, Any]], tell: Callable[[Finding], None], *, own: bool = False
) -> Vocabulary:
    """Read vocabulary sections: `(file number, path, mapping)` each; what is wrong goes to `tell`.

    With `own`, nothing is added; else countries and stages begin with the built-in ones.
    """
    terms: dict[str, dict[str, Term]] = {}
    own_fields: dict[str, OwnField] = {}
    places: dict[str, Place] = {}
    needed: list[tuple[str, int, Path]] = []
    for file, path, raw in parts:
        if raw is None:
            continue
        if not isinstance(raw, dict):
            tell(Finding(file, path, "wrong-shape", f"vocabulary must be a mapping of {', '.join(PARTS)}"))
            continue
        for part, entries in raw.items():
            here = (*path, part)
            if part == KEY:
                continue
            if part not in PARTS:
                message = f"{quoted(part)} is no part of a vocabulary{did_you_mean(part, PARTS)}"
                tell(Finding(file, here, "unknown-section", message))
            elif part == "fields":
                _declare(entries, file, here, own_fields, tell, _own_field, "fatalities: {kind: number}")
            elif part == "places":
                _declare(entries, file, here, places, tell, _place, "Oslo: {lat: 59.91, lon: 10.75}")
            elif not isinstance(entries, list):
                tell(Finding(file, here, "wrong-shape", f"{part} must be a list of words"))
            else:
                needed += _words(entries, file, here, terms.setdefault(part, {}), tell)
    if not own:
        built_in = default_vocabulary()
        for part in ("stages", "countries"):
            known: Mapping[str, Term] = getattr(built_in, part) or {}
            terms[part] = {**known, **terms.get(part, {})}
    stages = Nearest(terms.get("stages", {}))
    for stage, file, path in needed:
        if stage not in terms.get("stages", {}):
            near = stages.did_you_mean(stage)
            tell(Finding(file, path, "unknown-stage", f"{quoted(stage)} is no stage of the vocabulary{near}"))
    return Vocabulary(**terms, fields=own_fields or None, places=places or None)


def _words(
    entries: list[Json], file: int, path: Path, into: dict[str, Term], tell: Callable[[Finding], None]
) -> list[tuple[str, int, Path]]:
    """Read the words of one part; the stages that they need, and where."""
    needed: list[tuple[str, int, Path]] = []
    for n, entry in enumerate(entries):
        try:
            term = _term(entry)
        except Wrong as wrong:
            tell(Finding(file, (*path, n, *wrong.path), wrong.code, wrong.message))
            continue
        if term.id in into:
            tell(Finding(file, (*path, n), "equal-ids", f"{quoted(term.id)} stands twice among the {path[-1]}"))
        into[term.id] = term
        needed += [(stage, file, (*path, n, "needs", i)) for i, stage in enumerate(term.needs)]
    return needed


def _declare(
    raw: Json,
    file: int,
    path: Path,
    into: dict[str, T],
    tell: Callable[[Finding], None],
    read: Callable[[str, Any], T],
    example: str,
) -> None:
    """Read a mapping from names to what is said of each."""
    if not isinstance(raw, dict):
        if raw is not None:
            tell(Finding(file, path, "wrong-shape", f"{path[-1]} must be a mapping, such as {example}"))
        return
    for name, value in raw.items():
        try:
            into[composed(name)] = read(name, value)
        except Wrong as wrong:
            tell(Finding(file, (*path, name, *wrong.path), wrong.code, wrong.message))


def _place(name: str, raw: Json) -> Place:
    if not isinstance(raw, dict):
        raise Wrong("wrong-shape", "must be {lat: ..., lon: ...}", value=name)
    fields = fields_of(raw, "place", ())
    for field in ("lat", "lon"):
        if field not in fields:
            raise Wrong("missing-field", f"has no {field}: write {{lat: ..., lon: ...}}", value=name)
    return Place(**fields)


def _own_field(name: str, raw: Json) -> OwnField:
    sections = [section for section, fields in ALL.items() if any(field.name == name for field in fields)]
    if sections:
        raise Wrong("equal-ids", f"is a field of {' and '.join(sections)} already", value=name)
    if not isinstance(raw, dict):
        raise Wrong("wrong-shape", f"must be {{kind: {', '.join(OWN_READERS)}; meaning: ...}}", value=name)
    for key in raw:
        if key not in ("kind", "meaning"):
            near = did_you_mean(key, ("kind", "meaning"))
            raise Wrong("unknown-field", f"is nothing that is said of a field{near}", (key,), value=key)
    kind = said(raw["kind"]) if raw.get("kind") is not None else "text"
    if kind not in OWN_READERS:
        raise Wrong("wrong-shape", f"is no kind of field: {', '.join(OWN_READERS)}", ("kind",), value=kind)
    return OwnField(name, kind, said(raw["meaning"]) if raw.get("meaning") is not None else "")


def _term(entry: Json) -> Term:
    if isinstance(entry, str) and entry:
        return Term(identifier(entry), entry.replace("-", " ").capitalize())
    if not isinstance(entry, dict):
        raise Wrong("wrong-shape", "a word is a text, or {id: ..., name: ..., meaning: ..., aliases: [...]}")
    fields: Fields = {}
    known = INNER["term"]
    for name, value in entry.items():
        if name not in known:
            raise Wrong("unknown-field", f"is no field of a word{did_you_mean(name, known)}", (name,), value=name)
        if value is not None:
            try:
                fields[name] = _READERS[known[name].shape](value)
            except Wrong as wrong:
                raise wrong.in_field(name) from None
    if "id" not in fields:
        raise Wrong("missing-field", "a word needs an id")
    fields.setdefault("name", fields["id"].replace("-", " ").capitalize())
    return Term(**fields)
