"""The folding of `tpcli.text.folding` as data, so that a script in a page folds what is typed in the same way."""

import unicodedata
from collections.abc import Iterable

from tpcli.text.folding import fold, tokens
from tpcli.text.json import Object

_CODES = (*range(0x80, 0xD800), *range(0xE000, 0x1F000), *range(0xE0000, 0xE0200))
_AT_ONCE = 64
"""Characters that are folded at once."""


def folding() -> Object:
    """The data that a script needs beside NFKD, NFC and lower case.

    `dropped` and `apart` are classes of a regular expression: what is left out, and what is a word by itself. `letters`
    has what other characters become.
    """
    dropped, apart = [], []
    letters: Object = {}
    for part in range(0, len(_CODES), _AT_ONCE):
        codes = [code for code in _CODES[part : part + _AT_ONCE] if _is_whole(chr(code))]
        text = "".join(map(chr, codes))
        words = len(tokens(text + text))
        if fold(text) == text and words in (0, 1, 2 * len(text)):  # All of them alike: most are of one script.
            apart += codes if words > 1 else []
            continue
        for code, character in zip(codes, text, strict=True):
            folded = fold(character)
            if not folded:
                dropped.append(code)
                continue
            if folded != character.lower():
                letters[character] = folded
            if len(tokens(character + character)) > 1:
                apart.append(code)
    return {"dropped": _class(dropped), "apart": _class(apart), "letters": letters}


def _is_whole(character: str) -> bool:
    """Whether a code point is a character, and one that NFKD does not take apart."""
    return unicodedata.category(character) != "Cn" and not unicodedata.decomposition(character)


def _class(codes: Iterable[int]) -> str:
    """Code points as ranges within the brackets of a regular expression, with its flag `u`."""
    ranges: list[list[int]] = []
    for code in codes:
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return "".join(f"\\u{{{first:x}}}-\\u{{{last:x}}}" for first, last in ranges)
