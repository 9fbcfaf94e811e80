"""Warnings about a record that can be read, and the list of all checks of `tpcli check`.

Errors are found where values are read, and by the index (the tables `ERRORS` in values.py and reading/). Warnings are
the functions of this module: each takes a whole record and yields where it has a question, and which. To add a check,
add a function: its name is the code, the first line of its docstring the reason.
"""

import contextlib
import re
from collections import deque
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import NamedTuple

from tpcli.errors import TpcliError
from tpcli.record import hosts, values
from tpcli.record.entries import Deal, Event, Fact
from tpcli.record.problems import Finding, Path, Problem, quoted
from tpcli.record.reading import content
from tpcli.record.reading import entries as reading
from tpcli.record.reading.files import RecordFile
from tpcli.record.reading.opened import Opened
from tpcli.record.reading.record import Place, Record
from tpcli.record.values import is_link
from tpcli.text.folding import composed_prose, fold

LONGEST_TITLE = 80
MOST_HELD = 250_000
"""Events: a record of more is not held in memory as a whole."""
MOST_BYTES = 2**28
"""The size of its files in bytes."""
ALIKE = 0.6
"""The share of all words of two titles that both have, from which on they are alike."""
COMPARED = 50
"""With how many earlier events of the same date an event is compared."""

Questions = Iterator[tuple[Place, str]]
Find = Callable[[Record], Questions]


class Check(NamedTuple):
    """One thing that `tpcli check` looks for."""

    code: str
    severity: str
    """error or warning."""
    why: str
    find: Find | None = None
    """None for errors, which come to light while the record is read."""
    of_all: bool = False
    """Whether it would ask in vain about a record some of whose entries have errors."""
    usual: bool = True
    """Whether it is asked without being named."""


CHECKS = {
    code: Check(code, "error", why) for code, why in {**content.ERRORS, **values.ERRORS, **reading.ERRORS}.items()
}
"""Everything that is looked for, by code: the errors, then the warnings."""

UNASKED = Check(
    "unasked",
    "warning",
    f"a record of more than {MOST_HELD:,} events or {MOST_BYTES >> 20} MB is looked through for errors alone",
)
CHECKS[UNASKED.code] = UNASKED

OWN_FIELD = Check(
    "own-field", "warning", "a field that is not known is kept, and shown when asked for; declared, it can be added up"
)
CHECKS[OWN_FIELD.code] = OWN_FIELD

UNKNOWN_WARNING = Check(
    "unknown-warning", "warning", "a warning that is to be left out under a name that none has is still given"
)
CHECKS[UNKNOWN_WARNING.code] = UNKNOWN_WARNING

DECOMPOSED = Check(
    "decomposed",
    "warning",
    "letters with their marks apart look like others and are not: `tpcli check --fix` joins them",
)
CHECKS[DECOMPOSED.code] = DECOMPOSED

NAMED = 8
"""Fields that a warning names."""


def undeclared(record: Opened) -> list[Finding]:
    """A warning for each file that has fields which are neither known nor declared, where the first of them is."""
    of_file: dict[int, list[tuple[Path, str]]] = {}
    for section, own in record.own.items():
        for file, item, name in own.undeclared():
            path = (*record.path(section, file, item), name)
            of_file.setdefault(file, []).append((path, name))
    findings = []
    for file, met in sorted(of_file.items()):
        names = list(dict.fromkeys(name for _, name in met))
        more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
        listed = ", ".join(map(quoted, names[:NAMED])) + more
        message = f"{listed}: kept without being known; `fields:` in the vocabulary says what they are"
        findings.append(Finding(file, met[0][0], OWN_FIELD.code, message))
    return findings


def warnings() -> list[str]:
    """The codes of all warnings."""
    return [check.code for check in CHECKS.values() if check.severity == "warning"]


def decomposed(files: Sequence[RecordFile]) -> list[Problem]:
    """A warning for each file with letters that are not in their normal form (NFC), where the first of them is."""
    found = []
    for file in files:
        with contextlib.suppress(TpcliError, OSError), file.open() as stream:
            for number, raw in enumerate(stream, 1):
                line = raw.decode("utf-8", "replace")
                if (joined := composed_prose(line)) != line:
                    at = next(n for n, (a, b) in enumerate(zip(line, joined, strict=False)) if a != b)
                    message = "letters and their marks stand apart here: `tpcli check --fix` joins them"
                    found.append(Problem(file.name, number, at + 1, DECOMPOSED.severity, DECOMPOSED.code, message))
                    break
    return found


def warning(*, of_all: bool = False, usual: bool = True) -> Callable[[Find], Find]:
    """Register a function as a check."""

    def register(find: Find) -> Find:
        code = find.__name__.replace("_", "-")
        why = (find.__doc__ or "").partition("\n")[0]
        CHECKS[code] = Check(code, "warning", why[:1].lower() + why[1:].removesuffix("."), find, of_all, usual)
        return find

    return register


def questions(record: Record, *, has_errors: bool, also: Collection[str] = ()) -> Iterator[Finding]:
    """The warnings about a record; where it has errors, without warnings that they may cause.

    `also` names the checks that are off unless they are asked for.
    """
    for check in CHECKS.values():
        if check.find and (check.usual or check.code in also) and not (has_errors and check.of_all):
            for place, message in check.find(record):
                yield Finding(place.file, place.path, check.code, message)


def _citing(record: Record) -> Iterator[tuple[str, Event | Deal | Fact]]:
    """Every entry that can cite a source, with its section."""
    for section, entries in (("deals", record.deals), ("facts", record.facts), ("events", record.events)):
        for entry in entries:
            yield section, entry


def _at(record: Record, section: str, id_: str, *inside: str | int) -> Place:
    """The path of a field of an entry, or of the entry itself."""
    place = record.places[section, id_]
    return Place(place.file, (*place.path, *inside))


@warning()
def no_source(record: Record) -> Questions:
    """An entry that cites nothing asks to be believed."""
    for section, entry in _citing(record):
        if not entry.sources:
            yield _at(record, section, entry.id), f"{quoted(entry.id)} cites no source"


@warning()
def no_summary(record: Record) -> Questions:
    """A title says that something happened; a summary says what."""
    for event in record.events:
        if event.summary is None:
            yield _at(record, "events", event.id), f"{quoted(event.id)} has no summary: add one to three sentences"


@warning()
def long_title(record: Record) -> Questions:
    """A title has one line of a table."""
    for section, entries in (("deals", record.deals), ("events", record.events)):
        for entry in entries:
            if len(entry.title) > LONGEST_TITLE:
                message = f"the title has {len(entry.title)} characters: {LONGEST_TITLE} are enough"
                yield _at(record, section, entry.id, "title"), message


@warning(of_all=True)
def deal_without_stage(record: Record) -> Questions:
    """A deal's status is that of its latest stage, so without any it has none."""
    staged = {event.deal for event in record.events if event.stage is not None}
    for deal in record.deals:
        if deal.id not in staged:
            message = f"no event gives a stage of {quoted(deal.id)}: add one with `deal` and `stage`"
            yield _at(record, "deals", deal.id), message


@warning()
def no_author_kind(record: Record) -> Questions:
    """References turn round the name of a person only, and the form of a name may say wrongly that it is one."""
    for source in record.sources:
        if source.author and not source.author_kind and not re.search(r"^\{.*\}$|,", source.author):
            message = f"{quoted(source.author)} is a person or a body by the look of the name alone: say `author_kind`"
            yield _at(record, "sources", source.id, "author"), message


@warning(of_all=True)
def uncited_source(record: Record) -> Questions:
    """A source that nothing cites is left over, or the entry that it backs forgot it."""
    cited = {citation.source for _, entry in _citing(record) for citation in entry.sources}
    cited.update(fact.claimed_by for fact in record.facts if fact.claimed_by is not None)
    for source in record.sources:
        if source.id not in cited:
            yield _at(record, "sources", source.id), f"nothing cites {quoted(source.id)}"


@warning()
def bare_link(record: Record) -> Questions:
    """A link alone does not say who published what, and when it dies nobody can find it again."""
    for section, entry in _citing(record):
        for n, citation in enumerate(entry.sources):
            if is_link(citation.source):
                message = f"{quoted(citation.source)} is a bare link: give it an entry in the sources"
                yield _at(record, section, entry.id, "sources", n), message


@warning()
def unstable_host(record: Record) -> Questions:
    """A page at an address that does not last can't be read again."""
    for place, address in _addresses(record):
        why = hosts.unstable(address)
        if why:
            yield place, f"{quoted(hosts.host_of(address))} is {why}: name the original, or a copy that lasts"


@warning(usual=False)
def unarchived(record: Record) -> Questions:
    """A page without a copy in a web archive is gone when its publisher takes it down."""
    for source in record.sources:
        addresses = [address for address in (source.url, source.seen_at) if address and is_link(address)]
        if addresses and not source.archived and not any(map(hosts.is_archive, addresses)):
            yield _at(record, "sources", source.id), f"{quoted(source.id)} has no archived copy: add `archived: [LINK]`"


def _addresses(record: Record) -> Iterator[tuple[Place, str]]:
    """Every address that a record names as a source, with its place."""
    for source in record.sources:
        for name, address in (("url", source.url), ("seen_at", source.seen_at)):
            if address is not None:
                yield _at(record, "sources", source.id, name), address
        for n, copy in enumerate(source.archived):
            yield _at(record, "sources", source.id, "archived", n), copy.url
    for section, entry in _citing(record):
        for n, citation in enumerate(entry.sources):
            if is_link(citation.source):
                yield _at(record, section, entry.id, "sources", n), citation.source


@warning()
def out_of_order(record: Record) -> Questions:
    """A file in the order of its dates can be read, and shows what is missing."""
    last: dict[int, Event] = {}
    for event in record.events:
        place = record.places["events", event.id]
        before = last.get(place.file)
        if before and event.date.start < before.date.start:
            message = f"{event.date.text} comes after {before.date.text}, the date of {quoted(before.id)}"
            yield Place(place.file, (*place.path, "date")), message
        last[place.file] = event


@warning()
def alike(record: Record) -> Questions:
    """Two events of one date in much the same words are mostly one, entered twice."""
    earlier: dict[tuple[int, int], deque[tuple[str, frozenset[str]]]] = {}
    for event in record.events:
        words = frozenset(re.findall(r"[^\W_]+", fold(event.title)))
        same_date = earlier.setdefault((event.date.start, event.date.end), deque(maxlen=COMPARED))
        for other, its_words in same_date:
            if len(words & its_words) >= ALIKE * len(words | its_words) > 0:
                message = f"{quoted(event.id)} reads like {quoted(other)} of the same date: are they one event?"
                yield _at(record, "events", event.id, "title"), message
                break
        same_date.append((event.id, words))


OFF = tuple(check.code for check in CHECKS.values() if not check.usual)
"""The checks that are off unless they are asked for."""
