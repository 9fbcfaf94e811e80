"""Who wrote a source: its line of authors as persons and bodies, for citation styles that put family names first.

Whether somebody is a person or a body the record says (`author_kind`). Where it does not, the way the name is written
may say it: `{European Union}` is a body, as in BibTeX, and `Smith, Ann` a person. Only what is left is guessed at.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

_BODIES = """
aerospace agencies agency ajansı al army assembly associates association authority bank board bulletin bundestag bureau
business cabinet center centre chamber club college command commission committee community company conference congress
cooperation corporation correspondent council courier court daily defence defense department desk directorate duma
editor editorial el embassy federation force forces forum foundation fund gazette government group herald house
industries institute institution international journal kremlin league magazine majlis media ministry monitor nations
navy network news newspaper observer office online organisation organization parliament party post press project
publications radio relations report reporter reporters republic review secretariat senate service services society
staff state studies team television the times today treaty tribune trust turkish tv union united university watch web
weekly wire world writer
"""
"""Words that occur in names of bodies, not of persons. Behind a given name some are family names too."""

_NO_PERSON = frozenset(_BODIES.split())

_FREQUENT = """
abdul abdullah adam ahmad ahmed akbar alan alexander ali alice amanda amir andrew ann anna anne anthony arthur asif
ayesha ayşe barbara ben benjamin bob brian burak carl carol catherine cem charles chris christian christopher craig
daniel david dennis diana donald douglas edward elizabeth emily emma emre erik fatima fatma francis frank fred gary
george hakan hans harry hasan hassan helen henry huma hussain ian ibrahim imran irene isabel jack jacob james jan jane
jean jennifer joe john jonathan joseph joshua julia karen karl kate keith kemal kenneth kevin khalid laura lisa louis
luke margaret maria mark martin mary matthew mehmet michael mohammad mohammed muhammad murat mustafa nancy nicholas
omar osman pamela patricia patrick paul peter philip pierre rachel ralph raymond richard robert roger ronald saad sam
samuel sara sarah scott sophie stephen steven susan thomas tim tom usman victor walter william yusuf zulfikar
"""
_GIVEN = frozenset(_FREQUENT.split())
"""Frequent given names: behind one of them a word such as Service or Post is a family name."""

_PERSON = re.compile(r"(?:[^\W\d_][\w'’.-]*)(?: [^\W\d_][\w'’.-]*){1,4}")
_PARTICLES = frozenset(
    ("al", "bin", "bint", "da", "de", "del", "den", "der", "di", "du", "el", "ibn", "la", "ten", "ter", "van", "von")
)
_SUFFIX = re.compile(r"(?:jr|sr)\.?|ii|iii|iv", re.IGNORECASE)


class Name(NamedTuple):
    """One author. A body has a family name only."""

    family: str
    given: str | None = None
    suffix: str | None = None
    body: bool = False


def authors(line: str, kinds: Sequence[str] = ()) -> list[Name]:
    """Who wrote a source, from its fields `author` and `author_kind`.

    A kind of its own for each author holds in their order; the last one holds for all that follow.
    """
    if set(kinds) == {"body"}:
        return [_body(part) for part in _parts(line)]
    if not kinds:
        return _unsaid(line)
    parts = [name for part in _parts(line) for name in _people(part)]
    return [_person(part) if kinds[min(n, len(kinds) - 1)] == "person" else _body(part) for n, part in enumerate(parts)]


def _parts(line: str) -> list[str]:
    return [part.strip() for part in line.split(";") if part.strip()] or [line]


def _people(part: str) -> list[str]:
    """The names in a text without semicolons: `Ann Smith, Bob Jones and Cem Öz`, or `Smith, Ann and Jones, Bob`."""
    found = []
    for name in re.split(r"(?:,\s*)?\band\b|&", part):
        pieces = [piece.strip() for piece in name.split(",") if piece.strip()]
        inverted = len(pieces) > 1 and (" " not in pieces[1] or " " not in pieces[0] or pieces[0][:1].islower())
        if len(pieces) < 2 or inverted or any(map(_SUFFIX.fullmatch, pieces[1:])):
            found += [", ".join(pieces)] if pieces else []
        else:
            found += pieces
    return found


def _unsaid(line: str) -> list[Name]:
    found: list[Name] = []
    for part in _parts(line):
        if _braced(part):
            found.append(_body(part))
            continue
        names = [name if _braced(name) else name.strip("{}") for name in _people(part)]
        persons = [_is_person(name) for name in names]
        # Where one part of what looks like a list is a lone word, such as `Research and Development`, it is one name.
        if len(names) > 1 and any(not person and " " not in name for name, person in zip(names, persons, strict=True)):
            found.append(_body(part))
        else:
            found += [_person(n) if person else _body(n) for n, person in zip(names, persons, strict=True)]
    return found


def _braced(name: str) -> bool:
    return len(name) > 2 and name[0] == "{" and name[-1] == "}"


def _body(name: str) -> Name:
    return Name(name[1:-1] if _braced(name) else name, body=True)


def _is_person(name: str) -> bool:
    """Whether a name has the form of a person's: two to five words in capitals none of which names a body."""
    pieces = [piece.strip() for piece in name.split(",")]
    if len(pieces) > 1:
        return _is_person(" ".join(piece for piece in (*pieces[1:], pieces[0]) if not _SUFFIX.fullmatch(piece)))
    words = name.split()
    while len(words) > 2 and _SUFFIX.fullmatch(words[-1]):
        words.pop()
    return (
        _PERSON.fullmatch(" ".join(words)) is not None
        and all(word[0].isupper() or word in _PARTICLES for word in words)
        and not (name.isupper() and len(words) < 3)
        and not any(word.endswith(("'s", "’s")) for word in words)
        and (
            not any(word.casefold().strip(".") in _NO_PERSON for word in words)
            or (len(words) == 2 and words[0].casefold() in _GIVEN)
        )
    )


def _person(name: str) -> Name:
    """A person's name, `Given Family`, `Family, Given`, with `Jr.` or `III` wherever it is written."""
    pieces = [piece.strip() for piece in name.split(",") if piece.strip()]
    suffix = next((piece for piece in pieces[1:] if _SUFFIX.fullmatch(piece)), None)
    pieces = [piece for n, piece in enumerate(pieces) if not n or piece != suffix]
    words = pieces[-1].split()
    if suffix is None and len(words) > 2 and _SUFFIX.fullmatch(words[-1]):
        suffix = words.pop()
        pieces[-1] = " ".join(words)
    if len(pieces) > 1:
        return Name(pieces[0], " ".join(pieces[1:]), suffix)
    first = next((n for n, word in enumerate(words) if n and word in _PARTICLES), len(words) - 1)
    return Name(" ".join(words[first:]), " ".join(words[:first]) or None, suffix)
