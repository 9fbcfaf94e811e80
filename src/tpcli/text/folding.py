"""Words as people type them: folding away case, accents and spelling variants, and finding the nearest known one."""

import re
import unicodedata
from collections.abc import Iterable

SEPARATOR = ";"
"""Between the items of a list in one cell of CSV or TSV, read and written."""

# Letters that Unicode does not take apart into a base letter and a mark, so that decomposition leaves them alone.
_LETTERS = str.maketrans({
    "ı": "i", "İ": "i", "ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "đ": "d", "Đ": "d", "ð": "d", "Ð": "d",
    "þ": "th", "Þ": "th", "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "ß": "ss", "ə": "e", "Ə": "e",
    "’": "'", "‘": "'", "ʼ": "'",
})  # fmt: skip


_NO_WORD = bytes(n for n in range(128) if not chr(n).isalnum())
_ANY_LETTER = "[ıİøØłŁđĐðÐþÞæÆœŒßəƏ’‘ʼ]"


def fold(text: str) -> str:
    """The text in lower case without accents: `Gölcük`, `GOLCUK` and `golcuk` fold alike, `ı` like `i`."""
    if text.isascii():
        return text.lower()
    return "".join(c for c in _apart(text) if not unicodedata.combining(c)).casefold()


def _apart(text: str) -> str:
    """The text with letters and their accents taken apart."""
    return unicodedata.normalize("NFKD", text.translate(_LETTERS))


def letters(text: str) -> str:
    """The text with those letters replaced that no tokenizer folds by taking accents away, such as `ı`."""
    return text if text.isascii() or not re.search(_ANY_LETTER, text) else text.translate(_LETTERS)


def key(text: str) -> str:
    """The text folded, with everything but letters and digits dropped: `F-16`, `f 16` and `F16` have one key."""
    if text.isascii():
        return text.encode().translate(None, _NO_WORD).lower().decode()
    return re.sub(r"[\W_]+", "", _apart(text)).casefold()


def slug(text: str, most: int = 60) -> str:
    """The text as lower-case words joined by hyphens, whole words only, at most `most` characters; may be empty."""
    folded = "".join(c if c.isascii() and c.isalnum() else " " for c in fold(text).replace("'", ""))
    out = ""
    for word in folded.split():
        longer = f"{out}-{word}" if out else word[:most]
        if len(longer) > most:
            break
        out = longer
    return out


def nearest(text: str, known: Iterable[str], most: int = 3) -> list[str]:
    """The known words most like the text, best first; those that begin with it count as near."""
    from difflib import get_close_matches

    by_key: dict[str, str] = {}
    for word in known:
        by_key.setdefault(key(word), word)
    wanted = key(text)
    begins = [k for k in by_key if wanted and (k.startswith(wanted) or (len(k) > 2 and wanted.startswith(k)))]
    close = get_close_matches(wanted, by_key, n=most, cutoff=0.6)
    return [by_key[k] for k in dict.fromkeys([*close, *sorted(begins)])][:most]


def did_you_mean(text: str, known: Iterable[str]) -> str:
    """`; did you mean 'naval'?`, or nothing where no known word is near."""
    words = nearest(text, known)
    if not words:
        return ""
    return "; did you mean " + " or ".join(f"'{w}'" for w in words) + "?"
