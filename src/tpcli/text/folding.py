"""Words as people type them. One folding serves filters, search, sorting, completion and exports.

Two spellings fold alike where people take one for the other: upper and lower case, letters with and without the marks
that are often left out, digits of any script, ligatures and the other forms that Unicode calls compatible (NFKD).
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence

SEPARATOR = ";"
"""Between the items of a list in one cell of CSV or TSV, read and written."""

# Letters that Unicode does not take apart into a base letter and a mark, so that decomposition leaves them alone. The
# Arabic ones are typed for each other on Arabic, Persian and Urdu keyboards; tatweel only stretches a word.
_LETTERS = {
    "ı": "i", "ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "đ": "d", "Đ": "d", "ð": "d", "Ð": "d",
    "þ": "th", "Þ": "th", "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "ß": "ss", "ə": "e", "Ə": "e",
    "’": "'", "‘": "'", "ʼ": "'",
    "ى": "ي", "ی": "ي", "ک": "ك", "ہ": "ه", "ة": "ه", "ە": "ه", "ـ": "",
}  # fmt: skip

_KEPT_CLASSES = frozenset({8, 9, 84, 91, 103, 107, 118, 122, 129, 130, 132})
"""Canonical combining classes (Unicode 4.3) of marks that no one leaves out, since the word is another without them:
the voicing of kana, the killer of a vowel in the scripts of India and South-East Asia, vowels and tones of Telugu,
Thai, Lao and Tibetan. Their other vowel signs are of class 0, which is kept too."""
_NEVER_DROPPED = "\u1037"
"""Myanmar's tone below a letter, in the class of the nuktas, which are often left out."""

_WITHOUT_BLANKS = (
    0x0E01, 0x0E4F, 0x0E81, 0x0EE0, 0x1000, 0x10A0, 0x1780, 0x17D4, 0x3005, 0x3008, 0x3021, 0x302A,
    0x3031, 0x3036, 0x3041, 0x3100, 0x31F0, 0x3200, 0x3400, 0x4DC0, 0x4E00, 0xA000, 0x1B000, 0x1B170,
    0x20000, 0x40000,
)  # fmt: skip
"""Code points of scripts written without blanks between words (Thai, Lao, Myanmar, Khmer, kana and Han): the first of
each range, and the first behind it."""

_FOREIGN = "[^\x00-\x7f]+"


class _Table(dict[int, str]):
    """The folded form of each character (by code point) of a decomposed text, made when it is first seen."""

    def __init__(self, make: Callable[[str], str]) -> None:
        super().__init__()
        self.make = make

    def __missing__(self, code: int) -> str:
        made = self[code] = self.make(chr(code))
        return made


def _is_mark(character: str) -> bool:
    return unicodedata.category(character)[0] == "M"


def _left_out(character: str) -> bool:
    """Whether people leave a character out or can't see it: accents, points, invisible and enclosing marks."""
    category = unicodedata.category(character)
    if category in ("Cf", "Me") or 0xFE00 <= ord(character) <= 0xFE0F or character in "\u034f\u180b\u180c\u180d":
        return True
    combining = unicodedata.combining(character)
    return bool(combining) and combining not in _KEPT_CLASSES and character not in _NEVER_DROPPED


def _folded(character: str) -> str:
    if character in _LETTERS:
        return _LETTERS[character]
    if _left_out(character):
        return ""
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    lower = character.casefold()
    return lower if lower == character else _apart(lower).translate(_FOLD)


def _spaced(character: str) -> str:
    """A character as full-text search takes it: a blank if it ends a word, a word itself if no blanks end its words."""
    if not character.isalnum() and not _is_mark(character):
        return " "
    is_word = bisect_right(_WITHOUT_BLANKS, ord(character)) % 2
    return f" {character} " if is_word else character


_FOLD = _Table(_folded)
_SPACE = _Table(_spaced)
_KEY = _Table(lambda character: character if character.isalnum() or _is_mark(character) else "")
_NO_WORD = bytes(n for n in range(128) if not chr(n).isalnum())


def _apart(text: str) -> str:
    """The text with letters and their marks taken apart."""
    return unicodedata.normalize("NFKD", text)


def _fold_run(found: re.Match[str]) -> str:
    return composed(_apart(found.group()).translate(_FOLD))


_BETWEEN_ASCII_SIGNS = r"[0-9A-Za-z\u0080-\U0010ffff]+"


def _space_run(found: re.Match[str]) -> str:
    return found.group().translate(_SPACE)


def fold(text: str) -> str:
    """The text in lower case without accents: `Gölcük`, `GOLCUK` and `golcuk` fold alike, `ı` like `i`.

    Folding what is folded changes nothing.
    """
    if text.isascii():
        return text.lower()
    return re.sub(_FOREIGN, _fold_run, text).lower()


def composed(text: str) -> str:
    """The text with letters and marks put together (NFC): a word is one word however its letters are encoded."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def composed_prose(text: str) -> str:
    """The text of a file, composed (NFC). Addresses of the web stay as they are, and so does the letter of an escape:
    in JSON and YAML an accent behind \\n is one on what follows the line break.
    """
    if text.isascii() or unicodedata.is_normalized("NFC", text):
        return text
    parts = re.split(r"(https?://\S+|\\[A-Za-z][\u0300-\u036f]*)", text)
    return "".join(part if n % 2 else unicodedata.normalize("NFC", part) for n, part in enumerate(parts))


def for_search(text: str) -> str:
    """The text as it goes into a full-text index: folded, with blanks around each letter of a script without blanks.

    ASCII is left as it is: the tokenizer of the index finds the words in it.
    """
    if text.isascii():
        return text
    folded = fold(text)
    return folded if folded.isascii() else re.sub(_FOREIGN, _space_run, folded)


def stretches(text: str, most: int) -> Iterator[str]:
    """Every stretch of 2 to `most` letters in scripts without blanks, folded: what may be a word there."""
    run: list[str] = []
    folded = fold(text)
    for letter in () if folded.isascii() else (*folded, ""):
        if letter and _SPACE[ord(letter)][1:]:
            run.append(letter)
        elif run:
            for first in range(len(run)):
                for last in range(first + 2, min(first + most, len(run)) + 1):
                    yield "".join(run[first:last])
            run = []


def tokens(text: str) -> list[str]:
    """The words of a text as a full-text index has them, folded; letters of scripts without blanks one by one."""
    return fold(text).translate(_SPACE).split()


def placed_tokens(text: str) -> Iterator[tuple[str, int, int]]:
    """Each of `tokens` with where it begins and ends in the text, for showing what was found."""
    for run in re.finditer(_BETWEEN_ASCII_SIGNS, text):
        if run.group().isascii():
            yield run.group().lower(), run.start(), run.end()
        else:
            for word, start, end in _placed_letters(run.group()):
                yield word, run.start() + start, run.start() + end


def _placed_letters(text: str) -> Iterator[tuple[str, int, int]]:
    """The folded text letter by letter: some fold to none, to several, or to a word of their own."""
    word, start, end = "", 0, 0
    for place, character in enumerate(text):
        folded = fold(character).translate(_SPACE)
        for letter in folded:
            if letter == " " and word:
                yield word, start, end
                word = ""
            elif letter != " ":
                start, end = (start if word else place), place + 1
                word += letter
        if not folded and word:
            end = place + 1
    if word:
        yield word, start, end


def key(text: str) -> str:
    """The text folded, with everything but letters and digits dropped: `F-16`, `f 16` and `F16` have one key."""
    if text.isascii():
        return text.encode().translate(None, _NO_WORD).lower().decode()
    return fold(text).translate(_KEY)


def sort_key(text: str | None) -> str | None:
    """The sort key of texts: their words folded, without punctuation, and whole numbers by their value.

    `F-4` goes before `F-16`, `Émile` beside `emile`. None stays None.
    """
    if text is None:
        return None
    words = " ".join(tokens(text))
    return re.sub("[0-9]+", _by_value, words)


def _by_value(found: re.Match[str]) -> str:
    """Digits so that comparing them as text compares them as numbers: their number before them."""
    digits = found.group().lstrip("0") or "0"
    return f"{len(digits):06}{digits}"


def slug(text: str, most: int = 60) -> str:
    """The text as lower-case words joined by hyphens, whole words only, at most `most` characters; may be empty."""
    plain = "".join(_LETTERS.get(c, c) for c in text) if not text.isascii() else text
    letters = "".join(c for c in _apart(plain) if not unicodedata.combining(c)).casefold().replace("'", "")
    out = ""
    for word in "".join(c if c.isascii() and c.isalnum() else " " for c in letters).split():
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
    return either([f"'{word}'" for word in nearest(text, known)])


def either(near: Sequence[str]) -> str:
    """`; did you mean A or B?` of words as they are to be shown; nothing where there are none."""
    return f"; did you mean {' or '.join(near)}?" if near else ""
