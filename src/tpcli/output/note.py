"""One entry as a note in Markdown, with its sources as footnotes (as pandoc, GitHub and Obsidian read them)."""

from collections.abc import Iterator, Sequence

from tpcli.dates.readable import human, worth
from tpcli.output.labels import item_said, label_of
from tpcli.query.details import Cited, Citing, Claim, Details, Line, Step, prose_of, title_of
from tpcli.text.markdown import autolink, text, unlinked


def notes(entries: Sequence[Details]) -> str:
    """The notes of entries, one below the other; footnotes are numbered throughout."""
    body: list[str] = []
    feet: list[str] = []
    for entry in entries:
        body += _note(entry, len(feet))
        feet += [_footnote(len(feet) + n, cited) for n, cited in enumerate(entry.sources, 1)]
    return "\n\n".join([*body, *(["\n".join(feet)] if feet else [])]) + "\n"


def _note(found: Details, before: int) -> Iterator[str]:
    yield f"# {text(title_of(found))}"
    marks = "".join(f"[^{before + n}]" for n in range(1, len(found.sources) + 1))
    said = [f"{name}: {text(value)}" for name, value in _said(found) if value]
    if found.noun == "source" and found.entry.url:
        said.append(f"link: {autolink(found.entry.url) or unlinked(found.entry.url)}")
    if found.noun == "source":
        said += [f"archived: {archived(copy.url, copy.at and copy.at.text)}" for copy in found.entry.archived]
    yield "\n".join(f"- {line}" for line in [*said, f"{found.noun}: `{unlinked(found.entry.id)}`"])
    prose = prose_of(found)
    yield f"{text(prose) if prose else 'Sources:'}{marks}" if prose or marks else ""
    if found.noun == "deal" and found.lifecycle:
        yield "## Lifecycle"
        yield "\n".join(map(_step, found.lifecycle))
    if found.noun != "source" and found.entry.conflicts:
        yield "## Where sources disagree, and what they rest on"
        yield text(found.entry.conflicts)
    if found.noun == "fact":
        yield from _near("Evidence", found.evidence)
    elif found.noun == "source":
        yield from _near("Cited by", found.cited_by)
    else:
        yield from _near("Claims about it", found.facts)


def _said(found: Details) -> Iterator[tuple[str, str | None]]:
    """The short fields, a name and a value each."""
    if found.noun == "event":
        event = found.entry
        yield from (("date", human(event.date.text)), ("place", event.place), ("kind", event.kind))
        yield from (("confidence", event.confidence), ("themes", ", ".join(event.themes)))
        yield from (("countries", ", ".join(event.countries)), ("organisations", ", ".join(event.organisations)))
    elif found.noun == "deal":
        deal = found.entry
        yield from (("first", human(found.first)), ("latest", human(found.latest)), ("type", deal.type))
        yield from (("status", found.status), ("organisations", ", ".join(deal.organisations)))
        if deal.supplier or deal.recipient:
            yield "parties", f"{deal.supplier or '?'} → {deal.recipient or '?'}"
        yield from (("item", item_said(item.designation, item.quantity)) for item in deal.items)
        yield "value", worth(*deal.value[:4]) if deal.value else None
    elif found.noun == "fact":
        yield from (("verdict", found.entry.verdict), ("theme", found.entry.theme))
        if found.claimant:
            yield "claimed by", found.claimant.source.publisher or found.claimant.source.title
    else:
        source = found.entry
        yield "published", human(source.published.text) if source.published else None
        yield "accessed", human(source.accessed.text) if source.accessed else None
        yield from (("kind", source.kind), ("author", source.author), ("publisher", source.publisher))


def archived(address: str, at: str | None) -> str:
    """A copy in a web archive: its address, and when it was made."""
    return (autolink(address) or unlinked(address)) + (f", {text(human(at))}" if at else "")


def _step(step: Step) -> str:
    stage = f" {text(step.stage_name or step.stage)}:" if step.stage else ""
    return f"- {text(human(step.date))}{stage} {text(step.title)}"


def _near(heading: str, lines: Sequence[Line | Claim | Citing]) -> Iterator[str]:
    if lines:
        yield f"## {heading}"
        yield "\n".join(f"- {text(label_of(line))}: {text(line.title)} (`{unlinked(line.id)}`)" for line in lines)


def _footnote(number: int, cited: Cited) -> str:
    source = cited.source
    address = source.url or ""
    title = source.title if cited.in_record else ""
    said = [text(part) for part in (source.author, title, source.publisher) if part]
    said += [text(human(source.published.text)) if source.published else "", autolink(address) or unlinked(address)]
    said += [f"archived at {archived(copy.url, copy.at and copy.at.text)}" for copy in source.archived]
    supports = f" Supports: {text(cited.supports)}." if cited.supports else ""
    return f"[^{number}]: {', '.join(part for part in said if part)}.{supports}"
