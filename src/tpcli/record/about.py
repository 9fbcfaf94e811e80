"""A record's description of itself: its title, version, licence, address, and the ids that it has retired."""

from collections.abc import Callable, Iterable, Sequence

from tpcli.record.entries import About, Retired
from tpcli.record.problems import Finding, Path, Wrong
from tpcli.record.values import fields_of
from tpcli.text.json import Json

KEY = "record"
"""The name of this part, in a vocabulary file or beside the other parts of a record in one file."""


def about_of(parts: Iterable[tuple[int, Path, Json]], tell: Callable[[Finding], None]) -> About:
    """Read `(file number, path, vocabulary)` each; the last one that says something counts. Faults go to `tell`."""
    about = About()
    for file, path, raw in parts:
        if not isinstance(raw, dict) or raw.get(KEY) is None:
            continue
        here = (*path, KEY)
        try:
            about = _read(raw[KEY])
        except Wrong as wrong:
            tell(Finding(file, (*here, *wrong.path), wrong.code, wrong.message))
    return about


def _read(value: Json) -> About:
    if not isinstance(value, dict):
        raise Wrong("wrong-shape", "what a record says of itself is a mapping: record: {title: ..., version: ...}")
    fields = fields_of({name: held for name, held in value.items() if name != "retired"}, "about", ())
    if "released" in fields:
        fields["released"] = fields["released"].text
    if "address" in fields:
        fields["address"] = fields["address"].rstrip("/")
    return About(**fields, retired=_retired(value.get("retired")))


def _retired(value: Json) -> tuple[Retired, ...]:
    out, known = list[Retired](), set[str]()
    for n, item in enumerate(value if isinstance(value, list) else [] if value is None else [value]):
        where = ("retired", n)
        if not isinstance(item, dict):
            raise Wrong("wrong-shape", "a retired id is {id: ..., why: ..., replaced_by: ...}", where)
        fields = fields_of(item, "retired", where)
        for name in ("id", "why"):
            if name not in fields:
                raise Wrong("missing-field", f"a retired id has no {name}: write {{id: ..., why: ...}}", where)
        if fields["id"] in known:
            raise Wrong("equal-ids", "is retired twice", (*where, "id"), value=fields["id"])
        known.add(fields["id"])
        out.append(Retired(**fields))
    in_the_end(out)
    return tuple(out)


def in_the_end(retired: Sequence[Retired]) -> dict[str, str | None]:
    """What took the place of each retired id, and of that where it is retired too; None where nothing did.

    Raises Wrong where what took the place of an id was replaced by that id in turn.
    """
    after = {old.id: old.replaced_by for old in retired}
    found = dict[str, str | None]()
    for old in retired:
        passed = dict[str, None]()
        at: str | None = old.id
        while at in after and at not in found:
            if at in passed:
                place = next(n for n, one in enumerate(retired) if one.id == at)
                raise Wrong("retired-circle", "is replaced by itself in the end", ("retired", place), value=at)
            passed[at] = None
            at = after[at]
        end = found.get(at, at) if at is not None else None
        found.update(dict.fromkeys(passed, end))
    return found
