"""Searches in text: words, phrases, OR, NOT, -word, word* and parentheses, and the FTS5 expression for it.

    milgem NOT karachi      milgem -karachi      both: MILGEM, where no Karachi occurs
    milgem OR "type 054"    (milgem OR ada) corvette      engin*

Words side by side must all occur. NOT binds closest, then AND, then OR; the three are words of the language in capitals
only. An expression is any of `Phrase`, `Not`, `And` and `Or`.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple, NoReturn

from tpcli.errors import UsageError
from tpcli.record.fields import ALL
from tpcli.text.folding import tokens

DEEPEST = 50
"""Parentheses and NOTs within each other."""


class Phrase(NamedTuple):
    """Words in this order, in one field; folded."""

    words: tuple[str, ...]
    open_ended: bool = False
    """Whether the last word may be the beginning of one."""


class Not(NamedTuple):
    """Matches entries that its part does not match."""

    of: "Expression"


class And(NamedTuple):
    """Matches entries that all of its parts match."""

    of: "tuple[Expression, ...]"


class Or(NamedTuple):
    """Matches entries that any of its parts matches."""

    of: "tuple[Expression, ...]"


Expression = Phrase | Not | And | Or


def full_text(typed: str) -> str | None:
    """An FTS5 expression for what a user typed, or None if it holds no word.

    All words must occur; those in double quotes, and those joined by punctuation (`F-16`, `Erdoğan's`), in that order.
    The last word may be a beginning, unless it is quoted, left out or followed by a space.

    Raises UsageError for what can't be read.
    """
    expression = parse(typed)
    if expression is None:
        return None
    left_out, sql = _fts5(expression)
    if left_out:
        raise UsageError(f"'{typed}' only says what to leave out: name a word to find as well")
    return sql


def search_terms(typed: str) -> list[tuple[tuple[str, ...], bool]]:
    """The phrases to mark in an answer: lists of folded words, each with whether its last one may be a beginning."""
    expression = parse(typed)
    return [] if expression is None else [(p.words, p.open_ended) for p in _looked_for(expression)]


def _looked_for(expression: Expression) -> Iterator[Phrase]:
    if isinstance(expression, Phrase):
        yield expression
    elif not isinstance(expression, Not):
        for part in expression.of:
            yield from _looked_for(part)


def _fts5(expression: Expression) -> tuple[bool, str]:
    """SQL for an expression, or, with True, for its opposite: FTS5 can leave out of what it finds, and not of all."""
    if isinstance(expression, Phrase):
        return False, '"' + " ".join(expression.words) + '"' + ("*" if expression.open_ended else "")
    if isinstance(expression, Not):
        opposite, sql = _fts5(expression.of)
        return not opposite, sql
    parts = [_fts5(part) for part in expression.of]
    found = [sql for opposite, sql in parts if not opposite]
    left_out = [sql for opposite, sql in parts if opposite]
    if isinstance(expression, And):
        if found:
            return False, _but(_joined(" AND ", found), _joined(" OR ", left_out))
        return True, _joined(" OR ", left_out)
    if not left_out:
        return False, _joined(" OR ", found)
    return True, _but(_joined(" AND ", left_out), _joined(" OR ", found))


def _joined(operator: str, parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"({operator.join(parts)})" if parts else ""


def _but(found: str, left_out: str) -> str:
    return f"({found} NOT {left_out})" if left_out else found


# A parenthesis; - before a word; a phrase in quotes; a quote that is never closed; a word, with all up to a blank.
_LEXEME = r"""
    (?P<mark>[()]) | (?P<minus>(?<![^\s(])-(?=[^\s-])) | "(?P<phrase>[^"]*)"(?P<star>\*?)
    | (?P<open>") | (?P<word>[^\s()]+)
"""
_QUOTES = str.maketrans("“”„", '"""')
_OPERATORS = ("AND", "OR", "NOT")


class _Lexeme(NamedTuple):
    kind: str
    """`(`, `)`, NOT, AND, OR or phrase."""
    phrase: Phrase | None = None
    shown: str = ""


def _lexemes(typed: str) -> Iterator[_Lexeme]:
    """The parts of what was typed; what holds neither letter nor digit is passed over. Raises UsageError."""
    text = typed.translate(_QUOTES)
    before = ""
    for found in re.finditer(_LEXEME, text, re.VERBOSE):
        shown = found.group()
        if found["mark"]:
            yield _Lexeme(shown, None, shown)
        elif found["minus"]:
            yield _Lexeme("NOT", None, "-")
        elif found["open"]:
            rest = text[found.end() :].strip()
            raise UsageError(f"the quote before '{rest}' is never closed" if rest else "the last quote opens nothing")
        elif found["phrase"] is not None:
            phrase = _phrase(found["phrase"] + found["star"], shown)
            if phrase:
                yield _Lexeme("phrase", phrase, shown)
        elif shown in _OPERATORS:
            yield _Lexeme(shown, None, shown)
        else:
            if re.match(r"--+[^\W_]", shown):
                raise UsageError(f"there is no option '{shown}'; to leave a word out write -{shown.lstrip('-')}")
            _refuse_foreign(shown, text[found.end() :])
            phrase = _phrase(shown, shown, last=found.end() == len(text) and before not in ("-", "NOT"))
            if phrase:
                yield _Lexeme("phrase", phrase, shown)
        before = shown


_FIELDS = frozenset(name for fields in ALL.values() for name in (field.name for field in fields))
_FOREIGN = (
    (r"[|]", "'{0}' is no OR: write OR between two words"),
    (r"[!−–—－﹣](?=\w)", "'{0}' leaves nothing out: write -{1}"),
    (r"\w+\?\w", "a ? is no letter of '{0}': write the beginning of a word and a *"),
    (r"\w+[~^][0-9]", "'{0}' is no likeness or weight here: words are found as they are spelled, accents and all"),
    (r"NEAR(/[0-9]|$)", "there is no NEAR: words in quotes stand side by side"),
)
"""What means something in other programs that search, where it begins, and what to write here."""


def _refuse_foreign(word: str, rest: str) -> None:
    """Raises UsageError for a word that asks, in the language of another program, for what is not done here."""
    field, colon, after = word.partition(":")
    if colon and (after or rest[:1] == "(") and field.lower() in _FIELDS:
        raise UsageError(f"'{field}:' picks no field here: all text is searched; filters such as --kind ask for one")
    for pattern, said in _FOREIGN:
        found = re.search(pattern, word) if pattern == "[|]" else re.match(pattern, word)
        if found and not (word == "NEAR" and rest[:1] != "("):
            raise UsageError(said.format(word, word[1:]))


def _phrase(text: str, shown: str, *, last: bool = False) -> Phrase | None:
    """The words of a text, where a `*` may end the last one. Raises UsageError for a `*` anywhere else."""
    before, star, after = text.partition("*")
    if not star:
        words = tuple(tokens(text))
        return Phrase(words, last) if words else None
    words = tuple(tokens(before))
    if not words or tokens(after) or (before[-1].isascii() and not before[-1].isalnum()):
        raise UsageError(f"a * may only end a word, as in engin*: '{shown}'")
    return Phrase(words, True)


def parse(typed: str) -> Expression | None:
    """The FTS5 expression of a search; None if it holds no word.

    Raises UsageError for a parenthesis or quote without its other, for AND, OR and NOT with nothing beside them, and
    for a `*` that does not end a word.
    """
    return _Parser(typed).parsed()


class _Parser:
    """Reads lexemes from left to right: one method a level of precedence."""

    def __init__(self, typed: str) -> None:
        self.typed = typed
        self.lexemes = list(_lexemes(typed))
        self.at = 0
        self.depth = 0

    def parsed(self) -> Expression | None:
        if not self.lexemes:
            return None
        expression = self._either()
        if self._next() == ")":
            self._refuse("there is a ')' without its '('")
        return expression

    def _next(self) -> str:
        return self.lexemes[self.at].kind if self.at < len(self.lexemes) else ""

    def _either(self) -> Expression:
        parts = [self._all()]
        while self._next() == "OR":
            self.at += 1
            parts.append(self._all())
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def _all(self) -> Expression:
        parts = [self._one()]
        while self._next() not in ("", "OR", ")"):
            if self._next() == "AND":
                self.at += 1
            parts.append(self._one())
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def _one(self) -> Expression:
        kind = self._next()
        self.depth += 1
        if self.depth > DEEPEST:
            self._refuse(f"more than {DEEPEST} parentheses or NOTs are within each other")
        if kind not in ("phrase", "NOT", "("):
            self._refuse(self._missing(kind))
        lexeme = self.lexemes[self.at]
        self.at += 1
        expression: Expression
        if lexeme.phrase:
            expression = lexeme.phrase
        elif kind == "NOT":
            expression = Not(self._one())
        else:
            expression = self._either()
            if self._next() != ")":
                self._refuse("there is a '(' without its ')'")
            self.at += 1
        self.depth -= 1
        return expression

    def _missing(self, kind: str) -> str:
        """The error where a word is missing."""
        before = self.lexemes[self.at - 1] if self.at else None
        if kind in ("AND", "OR"):
            return f"{kind} has nothing before it: write it in quotes or in small letters to look for the word"
        if before and before.kind in _OPERATORS:
            return f"{before.shown} has nothing after it: write it in quotes or in small letters to look for the word"
        if kind == ")":
            return "there is nothing between '(' and ')'" if before else "there is a ')' without its '('"
        return "there is a '(' without its ')'"

    def _refuse(self, what: str) -> NoReturn:
        raise UsageError(f"can't read '{self.typed}': {what}")
