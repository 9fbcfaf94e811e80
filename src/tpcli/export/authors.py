"""Who wrote a source: its line of authors as persons and bodies, for citation styles that put family names first."""

import re

_BODIES = """
aerospace agencies agency ajansı army associates association authority bulletin bureau business center centre
commission committee company corporation correspondent council courier daily defence defense department desk
directorate editor editorial embassy force forces forum foundation gazette government group herald industries
institute international journal magazine media ministry monitor nations navy network news newspaper observer office
online organisation organization post press publications radio relations report reporter reporters review
secretariat service services society staff studies team television times today tribune trust turkish tv united
university watch web weekly wire world writer
"""
"""Words that stand in names of bodies, not of persons."""

_NO_PERSON = frozenset(_BODIES.split())
_PERSON = re.compile(r"(?:[^\W\d_][\w'’.-]*)(?: [^\W\d_][\w'’.-]*){1,4}")
_PARTICLES = frozenset(
    ("al", "bin", "bint", "da", "de", "del", "den", "der", "di", "du", "el", "ibn", "la", "ten", "van", "von")
)


def names(author: str) -> list[tuple[str, str | None]]:
    """Who wrote it, each as family name and given names, or as one name where it is no person's as far as can be told.

    `Ann Smith, Bob Jones and Cem Öz` and `Smith, Ann; Jones, Bob` are lists. A name is taken for a person's if it has
    two to five words that begin with capitals (particles apart) and none that stands for a body, such as Agency.
    """
    parts = [part.strip() for part in re.split(r";|\band\b|&", author) if part.strip()]
    found: list[tuple[str, str | None]] = []
    for part in parts:
        pieces = [piece.strip() for piece in part.split(",") if piece.strip()]
        if len(pieces) == 2 and " " not in pieces[0] and _is_person(f"{pieces[1]} {pieces[0]}"):
            found.append((pieces[0], pieces[1]))
        elif len(parts) + len(pieces) > 2 and all(" " in piece for piece in pieces):
            found += [_split(piece) for piece in pieces]
        else:
            found.append(_split(part))
    # Where one part of what looked like a list is a lone word, such as `Research and Development`, it may be one name.
    return (
        found if found and all(given or len(parts) == 1 or " " in name for name, given in found) else [_whole(author)]
    )


def _whole(author: str) -> tuple[str, None]:
    return author.strip(), None


def _is_person(name: str) -> bool:
    words = name.split()
    return (
        _PERSON.fullmatch(name) is not None
        and all(word[0].isupper() or word in _PARTICLES for word in words)
        and not (name.isupper() and len(words) < 3)
        and not any(word.casefold().strip(".") in _NO_PERSON or word.endswith(("'s", "’s")) for word in words)
    )


def _split(name: str) -> tuple[str, str | None]:
    """A person's name as family and given names; the family name begins with a particle or is the last word."""
    if not _is_person(name):
        return name, None
    words = name.split()
    first = next((n for n, word in enumerate(words) if n and word in _PARTICLES), len(words) - 1)
    return " ".join(words[first:]), " ".join(words[:first])
