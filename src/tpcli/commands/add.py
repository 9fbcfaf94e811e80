"""tpcli add: an event into a record of one's own, in its place by date."""

import os
from pathlib import Path
from typing import Annotated, Any

import typer

from tpcli.commandline import options as o
from tpcli.commandline.asking import record_of
from tpcli.commandline.prompt import answer
from tpcli.environment import here, is_terminal
from tpcli.errors import UsageError
from tpcli.index.load import load
from tpcli.output.answer import say, stdout
from tpcli.record.choices import CHOICES
from tpcli.record.fields import FIELDS, LISTS
from tpcli.record.problems import Wrong
from tpcli.record.reading.files import STDIN
from tpcli.record.writing.adding import Before, before, file_for_events, value, with_event, words
from tpcli.record.writing.insertion import proposed_id
from tpcli.record.writing.lock import locked
from tpcli.signals import ended_by_signals
from tpcli.text.newfiles import replace_files
from tpcli.text.safe import plain

EXAMPLES = (
    "tpcli --data my-record add",
    "tpcli --data my-record add --date 1955-02-24 --title 'A pact is signed' --source https://example.org/pact",
    "tpcli --data my-record add --date '5 Jul 2018' --title 'A contract' --country turkey --country pakistan",
)

OPTIONS = {"themes": "theme", "countries": "country", "organisations": "organisation", "sources": "source"}
"""The options of fields that are lists: each gives one item."""

METAVARS = {"date": "DATE", "quantity": "N", "id": "ID", "deal": "ID"}

MOST_SHOWN = 30
"""How many words of a vocabulary are shown with a question."""


def _option(field: str, more: str = "") -> Any:
    name = OPTIONS.get(field, field)
    meaning = FIELDS["events"][field].meaning
    known = name in ("theme", "country", "kind", "organisation", "deal", "source")
    return typer.Option(
        f"--{name}",
        metavar=METAVARS.get(field, "TEXT"),
        help=f"{meaning[0].upper()}{meaning[1:]}{more}.",
        autocompletion=o.completer(name) if known else None,
        show_default=False,
    )


def run(
    ctx: typer.Context,
    date: Annotated[str | None, _option("date", ", or as people write dates")] = None,
    title: Annotated[str | None, _option("title")] = None,
    summary: Annotated[str | None, _option("summary")] = None,
    kind: Annotated[str | None, _option("kind")] = None,
    theme: Annotated[list[str] | None, _option("themes", "; repeat for more")] = None,
    country: Annotated[list[str] | None, _option("countries", " or names; repeat for more")] = None,
    organisation: Annotated[list[str] | None, _option("organisations", "; repeat for more")] = None,
    place: Annotated[str | None, _option("place")] = None,
    deal: Annotated[str | None, _option("deal")] = None,
    stage: Annotated[str | None, _option("stage")] = None,
    quantity: Annotated[str | None, _option("quantity")] = None,
    source: Annotated[list[str] | None, _option("sources", ", as 'ID_OR_LINK|supports'; repeat for more")] = None,
    conflicts: Annotated[str | None, _option("conflicts")] = None,
    confidence: Annotated[str | None, _option("confidence")] = None,
    id_: Annotated[str | None, _option("id")] = None,
) -> None:
    """Put an event into a record of your own, in its place by date, and print its id.

    What is in the file stays as it is, byte for byte. The whole record is checked with the new event in it before
    anything is written; if something is wrong, nothing changes. On a terminal, where the date or the title is not
    given, every field that is not given is asked for.
    """
    location = record_of(ctx)
    if location is None:
        raise UsageError("add changes a record of your own: name it with --data PATH; 'tpcli init DIR' makes one")
    if location == STDIN:
        raise UsageError("add can't change standard input: name a file or a folder with --data PATH")
    options = {
        "id": [id_], "date": [date], "title": [title], "summary": [summary], "kind": [kind], "themes": theme,
        "countries": country, "organisations": organisation, "place": [place], "deal": [deal], "stage": [stage],
        "quantity": [quantity], "sources": source, "conflicts": [conflicts], "confidence": [confidence],
    }  # fmt: skip
    typed: dict[str, list[str]] = {}
    for name, texts in options.items():
        if held := [text.strip() for text in texts or () if text and text.strip()]:
            typed[name] = held
    proposed = False
    if "date" not in typed or "title" not in typed:
        if not is_terminal(here().stdin, here().stderr):
            raise UsageError("an event needs a --date and a --title")
        proposed = _ask(before(location), typed)
    files, number = file_for_events(location)
    path = Path(os.path.realpath(files[number].path or ""))
    with ended_by_signals(), locked(path):
        record = before(location)
        if proposed and typed["id"][0] in record.ids:  # Somebody else was faster.
            del typed["id"]
        try:
            content, event = with_event(record, typed, load)
        except Wrong as wrong:
            name = str(wrong.path[0])
            raise UsageError(f"--{OPTIONS.get(name, name)}: {wrong.message}") from None
        replace_files({path: (record.content, content)})
    stdout().write(event.id + "\n")


# Questions


def _ask(record: Before, typed: dict[str, list[str]]) -> bool:
    """Ask for the fields that are not there, and put them there; whether the id is the one that was proposed."""
    for name, texts in typed.items():
        try:
            value(record, name, texts)
        except Wrong as wrong:
            raise UsageError(f"--{OPTIONS.get(name, name)}: {wrong.message}") from None
    say("Enter leaves a field out; nothing is written before the last answer.")
    proposal = ""
    for name in ("date", "title", "id", *(n for n in FIELDS["events"] if n not in ("date", "title", "id"))):
        if name in typed or not _fits(record, typed, name):
            continue
        if name == "id":
            proposal = proposed_id(typed["title"][0], value(record, "date", typed["date"])[0], record.ids)
        if answers := _answers(record, name, proposal if name == "id" else ""):
            typed[name] = answers
    return typed.get("id") == [proposal]


def _fits(record: Before, typed: dict[str, list[str]], name: str) -> bool:
    """Whether a field can hold anything in this record and this event."""
    if name == "id":
        return record.has_ids
    if name == "deal":
        return bool(record.whole.deal_ids)
    return "deal" in typed or name not in ("stage", "quantity")


def _answers(record: Before, name: str, proposal: str) -> list[str]:
    """Ask for one field until the answer can be read; no texts where it is left out."""
    field = FIELDS["events"][name]
    listed = field.shape in LISTS
    known = words(record, name) or list(CHOICES.get(field.shape, ()))
    known = sorted(record.whole.deal_ids) if name == "deal" else known
    lines = [f"{name}: {field.meaning}"]
    if 0 < len(known) <= MOST_SHOWN:
        lines.append(f"  one of {', '.join(known)}")
    if name == "sources":
        lines.append("  ID_OR_LINK, or ID_OR_LINK|what it supports; one a line, Enter ends")
    elif listed:
        lines.append("  several are separated by ;")
    say("\n".join(map(plain, lines)))
    answers: list[str] = []
    while True:
        line = answer(f"{name} [{proposal}]> " if proposal else f"{name}> ")
        texts = [text.strip() for text in (line.split(";") if listed and name != "sources" else [line]) if text.strip()]
        if not texts and proposal:
            return [proposal]
        if not texts and (answers or not field.required):
            return answers
        try:
            if not texts:
                raise Wrong("missing-field", f"an event needs a {name}")
            value(record, name, texts)
        except Wrong as wrong:
            say(plain(f"  {wrong.message}"))
            continue
        answers += texts
        if name != "sources":
            return answers
