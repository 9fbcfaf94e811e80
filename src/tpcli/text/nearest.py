"""The known words most like a mistyped one, and the error that names them."""

from bisect import bisect_left
from collections.abc import Collection, Sequence

from tpcli.errors import UsageError
from tpcli.text.folding import did_you_mean, either

FEW = 200
"""Known words of which each is compared."""
AROUND = 15
"""Of more known words, those compared: so many before and after the word in order, and as many in the order of
reversed words, since a slip leaves the beginning or the end alike."""


class Unknown(UsageError):
    """A word that means nothing where it was typed: what it should be, the word, and the known ones."""

    def __init__(
        self,
        what: str,
        typed: str,
        known: Collection[str],
        heading: str = "",
        *,
        where: str = "",
        rest: str = "",
        option: str = "",
        near: Sequence[str] | None = None,
    ) -> None:
        """The sentence is `there is no format 'xlx'; did you mean 'xlsx'?`, and on a line below it, under a heading
        if one is given, all that are known. `where` goes after the word, `rest` after the list; with no heading it is
        the advice where no known word is near. `option` goes before the sentence. `near` are words that are known to
        be near, each as it is to be shown, instead of those found among the known.
        """
        self.what, self.typed, self.known = what, typed, known
        found = did_you_mean(typed.strip().lower(), known) if near is None else either(near)
        advice = found or ("" if heading else rest)
        listed = f"\n{heading}: {', '.join(known)}{rest}" if heading else ""
        before = f"{option}: " if option else ""
        super().__init__(f"{before}there is no {what} '{typed}'{where}{advice}{listed}")


class Nearest:
    """Compares words with known ones, which are put in order once."""

    def __init__(self, known: Collection[str]) -> None:
        self.known = known
        self.forwards: list[str] | None = None
        self.backwards: list[str] = []

    def did_you_mean(self, word: str) -> str:
        """`; did you mean 'a' or 'b'?`, or nothing where none is near."""
        return did_you_mean(word, self._candidates(word))

    def _candidates(self, word: str) -> Collection[str]:
        if len(self.known) <= FEW:
            return self.known
        if self.forwards is None:
            self.forwards = sorted(self.known)
            self.backwards = sorted(known[::-1] for known in self.known)
        found = _around(word, self.forwards) + [known[::-1] for known in _around(word[::-1], self.backwards)]
        return dict.fromkeys(found).keys()


def _around(word: str, ordered: list[str]) -> list[str]:
    at = bisect_left(ordered, word)
    return ordered[max(0, at - AROUND) : at + AROUND]
