"""One entry as a note in Markdown, with its sources as footnotes (as pandoc, GitHub and Obsidian read them)."""

from collections.abc import Iterator, Sequence
from typing import Any

from tpcli.dates.readable import human, money
from tpcli.text.markdown import autolink, text, unlinked


def notes(entries: Sequence[dict[str, Any]]) -> str:
    """The notes of entries made by `tpcli.query.details`, one below the other; footnotes are numbered throughout."""
    body: list[str] = []
    feet: list[str] = []
    for entry in entries:
        body += _note(entry, len(feet))
        feet += [_footnote(len(feet) + n, source) for n, source in enumerate(entry.get("sources", []), 1)]
    return "\n\n".join([*body, *(["\n".join(feet)] if feet else [])]) + "\n"


def _note(entry: dict[str, Any], before: int) -> Iterator[str]:
    yield f"# {text(entry.get('title') or entry.get('statement') or '')}"
    marks = "".join(f"[^{before + n}]" for n in range(1, len(entry.get("sources", [])) + 1))
    said = [f"{name}: {value}" for name, value in _said(entry) if value]
    yield "\n".join(f"- {line}" for line in [*said, f"{entry['noun']}: `{unlinked(entry['id'])}`"])
    prose = entry.get("summary") or entry.get("note")
    yield f"{text(prose) if prose else 'Sources:'}{marks}" if prose or marks else ""
    if entry.get("lifecycle"):
        yield "## Lifecycle"
        yield "\n".join(_step(step) for step in entry["lifecycle"])
    if entry.get("conflicts"):
        yield "## Where sources disagree"
        yield text(entry["conflicts"])
    for name, title in (("evidence", "Evidence"), ("facts", "Claims about it"), ("cited_by", "Cited by")):
        if entry.get(name):
            yield f"## {title}"
            yield "\n".join(_near(other) for other in entry[name])


def _said(entry: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The short fields, a name and a value each."""
    for name in ("date", "first", "latest", "published"):
        yield name, text(human(entry.get(name)))
    for name in ("place", "kind", "type", "status", "verdict", "author", "publisher", "theme", "confidence"):
        yield name, text(str(entry.get(name) or ""))
    for name in ("themes", "countries", "organisations"):
        yield name, text(", ".join(entry.get(name) or []))
    if entry.get("supplier") or entry.get("recipient"):
        yield "parties", text(f"{entry.get('supplier') or '?'} → {entry.get('recipient') or '?'}")
    for item in entry.get("items", []):
        quantity = f"{item['quantity']:,} × " if item.get("quantity") is not None else ""
        yield "item", text(f"{quantity}{item['designation']}")
    if entry.get("value"):
        import json

        yield "value", text(money(json.dumps(entry["value"])))
    claimant = entry.get("claimant")
    if isinstance(claimant, dict):
        yield "claimed by", text(claimant.get("publisher") or claimant.get("title") or claimant["source"])
    if entry.get("url"):
        yield "link", autolink(entry["url"]) or unlinked(entry["url"])


def _step(step: dict[str, Any]) -> str:
    stage = f" {text(step['stage_name'] or step['stage'])}:" if step["stage"] else ""
    return f"- {text(human(step['date']))}{stage} {text(step['title'])}"


def _near(entry: dict[str, Any]) -> str:
    label = human(entry.get("date")) or entry.get("verdict") or entry["noun"]
    return f"- {text(label)}: {text(entry['title'])} (`{unlinked(entry['id'])}`)"


def _footnote(number: int, source: dict[str, Any]) -> str:
    address = source.get("url") or ""
    said = [text(source[name]) for name in ("author", "title", "publisher") if source.get(name)]
    said += [text(human(source.get("published"))), autolink(address) or unlinked(address)]
    supports = f" Supports: {text(source['supports'])}." if source.get("supports") else ""
    return f"[^{number}]: {', '.join(part for part in said if part)}.{supports}"
