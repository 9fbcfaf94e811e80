r"""A list of texts in one cell: joined by `;`, with `\` before a `;`, `\`, `[` or blank that is part of a text."""

from collections.abc import Sequence

from tpcli.text.folding import SEPARATOR

_SPECIAL = f"{SEPARATOR}\\["


def joined(texts: Sequence[str]) -> str:
    """The texts as one cell, which `parted` takes apart again."""
    return SEPARATOR.join(map(_escaped, texts))


def parted(cell: str) -> list[str]:
    """The texts of a cell, without blanks around them; also the empty ones between two `;`."""
    if "\\" not in cell:
        return [part.strip() for part in cell.split(SEPARATOR)]
    parts: list[list[str]] = [[]]
    at = 0
    while at < len(cell):
        character = cell[at]
        if character == SEPARATOR:
            parts.append([])
        elif character == "\\" and at + 1 < len(cell) and (cell[at + 1] in _SPECIAL or cell[at + 1].isspace()):
            at += 1
            parts[-1].append("\\" + cell[at])
        else:
            parts[-1].append(character)
        at += 1
    return ["".join(character[-1] for character in _stripped(part)) for part in parts]


def _stripped(part: list[str]) -> list[str]:
    """The characters from the first to the last that is no blank; an escaped one is none."""
    solid = [n for n, character in enumerate(part) if not character.isspace()]
    return part[solid[0] : solid[-1] + 1] if solid else []


def _escaped(text: str) -> str:
    text = text.replace("\\", "\\\\").replace(SEPARATOR, f"\\{SEPARATOR}")
    if len(text) > 1 and text[-1].isspace():
        text = f"{text[:-1]}\\{text[-1]}"
    return f"\\{text}" if text[:1] == "[" or text[:1].isspace() else text
