"""The words of a record: its own where it brings them, the built-in ones for countries and stages."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from tpcli.record.files import default_vocabulary_file
from tpcli.record.model import Reader, Term, Vocabulary, identifier, text, texts
from tpcli.record.problems import Finding, Path, Wrong
from tpcli.record.reader import whole
from tpcli.words import did_you_mean

PARTS = Vocabulary._fields
"""themes, kinds, types, stages, countries, organisations."""

EFFECTS = ("advances", "pauses", "ends")
"""What a stage does to a deal: moves it on, holds it while it is the latest, or ends it: later stages start anew."""

_READERS: dict[str, Reader] = {
    "id": identifier,
    "name": text,
    "meaning": text,
    "aliases": texts,
    "status": text,
    "needs": texts,
    "effect": text,
}


@lru_cache(maxsize=1)
def default_vocabulary() -> Vocabulary:
    """The bundled record's vocabulary."""
    file = default_vocabulary_file()
    found: list[Finding] = []
    raw = whole(file, file.read(), lambda *_: None)
    return vocabulary_of([(0, (), raw)], found, own=True)


def vocabulary_of(parts: Iterable[tuple[int, Path, Any]], findings: list[Finding], *, own: bool = False) -> Vocabulary:
    """Read vocabulary sections: `(file number, path, mapping)` each; what is wrong goes to `findings`.

    With `own`, nothing is added; else countries and stages begin with the built-in ones.
    """
    terms: dict[str, dict[str, Term]] = {}
    for file, path, raw in parts:
        if raw is None:
            continue
        if not isinstance(raw, dict):
            findings.append(Finding(file, path, "wrong-shape", f"vocabulary must be a mapping of {', '.join(PARTS)}"))
            continue
        for part, entries in raw.items():
            here = (*path, part)
            if part not in PARTS:
                message = f"'{part}' is no part of a vocabulary{did_you_mean(part, PARTS)}"
                findings.append(Finding(file, here, "unknown-section", message))
            elif not isinstance(entries, list):
                findings.append(Finding(file, here, "wrong-shape", f"{part} must be a list of words"))
            else:
                into = terms.setdefault(part, {})
                for n, entry in enumerate(entries):
                    try:
                        term = _term(entry)
                    except Wrong as wrong:
                        findings.append(Finding(file, (*here, n, *wrong.path), wrong.code, wrong.message))
                        continue
                    if term.id in into:
                        message = f"'{term.id}' stands twice among the {part}"
                        findings.append(Finding(file, (*here, n), "equal-ids", message))
                    into[term.id] = term
    if not own:
        built_in = default_vocabulary()
        for part in ("stages", "countries"):
            known: Mapping[str, Term] = getattr(built_in, part) or {}
            terms[part] = {**known, **terms.get(part, {})}
    return Vocabulary(**terms)


def _term(entry: Any) -> Term:
    if isinstance(entry, str) and entry:
        return Term(identifier(entry), entry.replace("-", " ").capitalize())
    if not isinstance(entry, dict):
        raise Wrong("wrong-shape", "a word is a text, or {id: ..., name: ..., meaning: ..., aliases: [...]}")
    fields: dict[str, Any] = {}
    for name, value in entry.items():
        if name not in _READERS:
            raise Wrong("unknown-field", f"'{name}' is no field of a word{did_you_mean(name, _READERS)}", (name,))
        if value is not None:
            fields[name] = _READERS[name](value)
    if "id" not in fields:
        raise Wrong("missing-field", "a word needs an id")
    if fields.get("effect", "advances") not in EFFECTS:
        raise Wrong("wrong-shape", f"effect is one of {', '.join(EFFECTS)}", ("effect",))
    fields.setdefault("name", fields["id"].replace("-", " ").capitalize())
    return Term(**fields)
