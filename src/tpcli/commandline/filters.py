"""The filters of the command line: one decorator gives a command all of them as one value."""

import inspect
import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Annotated, Any, NamedTuple

import typer

from tpcli.commandline.options import FILTER, Out, completer
from tpcli.dates.typed import days, span
from tpcli.errors import UsageError
from tpcli.output.answer import note
from tpcli.query.filters import DATES, FILTERS
from tpcli.query.match import full_text
from tpcli.query.question import CONFLICTS, STALE, Period, Question, Words
from tpcli.query.words import ENTRIES, alternatives, resolve
from tpcli.text.nearest import Unknown

MORE = "More filters"
FIRST = ("from", "to", "year", "theme", "country", "kind", "type", "deal", "status", "match")
"""The filters that the help of a command begins with, unless it names others."""
GUESSED = (
    "status",
    "verdict",
    "type",
    "theme",
    "kind",
    "country",
    "deal",
    "stage",
    "organisation",
    "place",
    "publisher",
)
"""The filters that a word without one is tried for, in this order."""
FLAGS = {"conflicts": CONFLICTS, "stale": STALE}
"""The filters that take no value, and what they ask for."""
ONCE = ("from", "to", "as-of")
"""The filters that take one value."""
NOT = "not"
LONGEST = 6
"""How many words a date has at most, as in `from 5 Jul 2018 to 2019`."""
WORDS = "words"
"""The key of words typed without a filter."""


class Asked(NamedTuple):
    """The texts typed for each filter, before they are looked up in the record."""

    typed: dict[str, tuple[str, ...]]
    """By the names of `FILTERS`, `not`, and `words` for what was typed without a filter; only what was given."""

    def __bool__(self) -> bool:
        return bool(self.typed)

    def question(
        self,
        connection: sqlite3.Connection,
        *,
        sort: str | None = None,
        reverse: bool = False,
        limit: int | None = None,
    ) -> Question:
        """The question that the filters make. Raises UsageError for a date, word or filter that can't be read."""
        typed = _with_words(connection, self.typed)
        _check_dates(connection, typed)
        left_out = tuple(_left_out(connection, text) for text in self.typed.get(NOT, ()))
        field, turned = _order(sort)
        question = _question(connection, typed)
        return question._replace(left_out=left_out, sort=field, reverse=reverse != turned, limit=limit)

    @property
    def words(self) -> tuple[str, ...]:
        """What was typed without a filter."""
        return self.typed.get(WORDS, ())

    def without_words(self) -> "Asked":
        """The same without what was typed without a filter."""
        return Asked({name: values for name, values in self.typed.items() if name != WORDS})

    def sorted_out(self, connection: sqlite3.Connection) -> "Asked":
        """The same with each word moved to the filter that it is taken for. Raises UsageError."""
        return Asked(_with_words(connection, self.typed))

    def arguments(self) -> list[str]:
        """The filters as words of a command line."""
        return [word for name, values in self.typed.items() for word in _as_typed(name, values)]

    def described(self) -> list[tuple[str, str]]:
        """The name of each filter and its values as typed, for a title or a heading."""
        return [(name, " or ".join(self.typed[name]) or "yes") for name in (*FILTERS, NOT) if name in self.typed]


def _order(sort: str | None) -> tuple[str | None, bool]:
    """The field to sort by, and whether the order is turned round: `-date`, `date:desc`."""
    if sort is None:
        return None, False
    field, _, direction = sort.partition(":")
    if direction in ("", "asc", "desc"):
        return field.removeprefix("-"), (direction == "desc") != field.startswith("-")
    return sort, False


def _with_words(connection: sqlite3.Connection, typed: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """The typed texts with each word that had no filter moved to the filter it is taken for; a note tells the user."""
    asked = dict(typed)
    for text in _dates_joined(asked.pop(WORDS, ())):
        name = _taken_for(connection, text)
        note(f"'{text}' is taken for --{name}")
        if name in typed or name in ONCE:
            raise UsageError(f"'{text}' is taken for --{name}, which is given too: say with an option what it means")
        asked[name] = (*asked.get(name, ()), text)
    return asked


def _dates_joined(words: Sequence[str]) -> Iterator[str]:
    """The words, of which those that are a date together are one text: `24 Feb 1955`, `since 1990`."""
    at = 0
    while at < len(words):
        end = next((end for end in range(min(len(words), at + LONGEST), at + 1, -1) if _date(words[at:end])), at + 1)
        yield " ".join(words[at:end])
        at = end


def _date(words: Sequence[str]) -> bool:
    with suppress(UsageError):
        days(" ".join(words), "--year")
        return True
    return False


def _taken_for(connection: sqlite3.Connection, word: str) -> str:
    """The filter that knows a word: as a date, as a word of the record, or as text."""
    name = "year" if _date([word]) else _that_knows(connection, word)
    if name is None and re.search(
        r"[\w-]\.(csv|tsv|json|jsonl|yaml|xlsx|html|pdf|png|svg|md|txt)$", word, re.IGNORECASE
    ):
        raise UsageError(
            f"'{word}' is the name of a file: report takes --output {word}, chart --save, all others > {word}"
        )
    return name or "match"


def _that_knows(connection: sqlite3.Connection, word: str) -> str | None:
    """The first of `GUESSED` that knows a word of the record."""
    for name in GUESSED:
        with suppress(UsageError):
            if name in ENTRIES:
                resolve(connection, FILTERS[name].fields, word, name)  # Its id or title: words of one are text.
            else:
                alternatives(connection, name, [word])
            return name
    return None


def _as_typed(name: str, values: tuple[str, ...]) -> list[str]:
    return [f"--{name}={value}" for value in values] or [f"--{name}"]


def _question(connection: sqlite3.Connection, typed: dict[str, tuple[str, ...]]) -> Question:
    words: list[tuple[str, Words]] = []
    for name, values in typed.items():
        if name in FLAGS:
            words.append(FLAGS[name])
        elif name not in (NOT, WORDS) and FILTERS[name].takes_words:
            words.append((name, _known(connection, name, values)))
    as_of = typed.get("as-of")
    return Question(
        _periods(typed),
        tuple(words),
        _match(typed.get("match", ())),
        days(as_of[0], "--as-of").end if as_of else None,
    )


def _known(connection: sqlite3.Connection, name: str, values: tuple[str, ...]) -> Words:
    """The words that a filter asks for. Raises UsageError, naming the filter that knows a word if this one does not."""
    try:
        return alternatives(connection, name, _renewed(connection, name, values))
    except Unknown as error:
        other = _that_knows(connection, error.typed)
        if other is None or name in ENTRIES:
            raise
        raise UsageError(f"there is no {error.what} '{error.typed}': write --{other} {_pasted(error.typed)}") from None


def _pasted(text: str) -> str:
    from tpcli.text.shell import pasted

    return pasted(text)


def _renewed(connection: sqlite3.Connection, name: str, values: tuple[str, ...]) -> Iterable[str]:
    """The values of a filter; those of one that takes ids without ids that are retired."""
    if name not in ENTRIES:
        return values
    from tpcli.commandline.retired import renewed

    return renewed(connection, values)


def _periods(typed: dict[str, tuple[str, ...]]) -> tuple[Period, ...]:
    """Each year within --from and --to; these alone without a year. Raises UsageError."""
    if not any(name in typed for name in DATES):
        return ()
    from_, to = (typed[name][0] if name in typed else None for name in ("from", "to"))
    years = [year for text in typed.get("year", ()) for year in _years(text)]
    return tuple(dict.fromkeys(Period(*span(from_, to, year)) for year in years or (None,)))


def _years(text: str) -> list[str]:
    """The dates that a text names: itself, or those that commas part."""
    parts = [part.strip() for part in text.split(",")]
    return parts if len(parts) > 1 and not _date([text]) and all(_date([part]) for part in parts) else [text]


def _check_dates(connection: sqlite3.Connection, typed: dict[str, tuple[str, ...]]) -> None:
    """Raises UsageError where `--from` or `--to` names a country, as if a deal were meant."""
    for name, meant in (("from", "supplier"), ("to", "recipient")):
        for text in typed.get(name, ()):
            if not _date([text]) and _that_knows(connection, text) == "country":
                raise UsageError(f"--{name} takes a date: write --{meant} {_pasted(text)}")


def _match(typed: Iterable[str]) -> str | None:
    """The full-text expression of `--match`, any of several. Raises UsageError where nothing in one is a word."""
    expressions = []
    for text in typed:
        expression = full_text(text)
        if expression is None:
            raise UsageError(f"--match '{text}' holds no word to look for")
        expressions.append(expression)
    return " OR ".join(f"({e})" for e in expressions) if len(expressions) > 1 else "".join(expressions) or None


def _left_out(connection: sqlite3.Connection, typed: str) -> Question:
    """The question whose answers `--not FIELD=VALUE` leaves out. Raises UsageError."""
    name, sign, value = (part.strip() for part in typed.partition("="))
    name = name.lower().replace("_", "-")
    if not sign and name not in FILTERS and (other := _that_knows(connection, typed)):
        raise UsageError(f"--not '{typed}': write --not {_pasted(f'{other}={typed}')}")
    if name not in FILTERS:
        raise Unknown("filter", name, FILTERS, "filters", where=" for --not")
    if name in FLAGS:
        if value:
            raise UsageError(f"--not '{typed}': {name} takes no value: write --not {name}")
    elif not value:
        raise UsageError(f"--not '{typed}': write --not {name}=VALUE")
    try:
        return _question(connection, {name: (value,)})
    except UsageError as error:
        raise UsageError(f"--not '{typed}': {error}") from None


def takes_filters(*first: str, words: bool = False) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command every filter as options, those named here first; it takes them as one value `asked`.

    A command with a parameter `out` gets the options of a listing too. With `words` it takes what filters ask for
    without an option, as in `deals naval`.
    """
    names = [*(first or FIRST), *(name for name in FILTERS if name not in (first or FIRST)), NOT]

    def decorated(run: Callable[..., None]) -> Callable[..., None]:
        signature = inspect.signature(run)
        options = [_parameter(name, FILTER if name in (first or FIRST) else MORE) for name in names]
        parameters: list[inspect.Parameter] = []
        for parameter in signature.parameters.values():
            named = parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY)
            parameters += {"asked": options, "out": _OUT}.get(parameter.name, [named])
        if words:
            parameters.append(_WORDS)

        def command(**given: Any) -> None:
            typed = {name: _given(given.pop(_argument(name))) for name in names}
            if words:
                typed[WORDS] = _given(given.pop(WORDS))
            if "out" in signature.parameters:
                given["out"] = Out(*(given.pop(name) for name in Out._fields))
            run(**given, asked=Asked({name: values for name, values in typed.items() if values is not None}))

        command.__doc__ = run.__doc__
        command.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]
        command.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
        return command

    return decorated


_OUT = [
    inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=Out._field_defaults[name], annotation=annotation)
    for name, annotation in Out.__annotations__.items()
]
_WORDS = inspect.Parameter(
    WORDS,
    inspect.Parameter.KEYWORD_ONLY,
    default=None,
    annotation=Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[WORD...]",
            help="A date, a word of the record or any text.",
            show_default=False,
        ),
    ],
)


def _given(value: Any) -> tuple[str, ...] | None:
    """The values of an option; None where it was not given, and none of them where it takes none."""
    if isinstance(value, bool):
        return () if value else None
    if isinstance(value, str):
        return (value,)
    return tuple(value) if value else None


def _argument(name: str) -> str:
    """The name of a Python parameter: no word of Python's own."""
    return name.replace("-", "_") + "_"


def _parameter(name: str, panel: str) -> inspect.Parameter:
    text, metavar = "Leave out what --FIELD VALUE would find.", "FIELD=VALUE"
    if name != NOT:
        text, metavar = FILTERS[name].help, FILTERS[name].metavar
    flag = not metavar
    option = typer.Option(
        f"--{name}",
        metavar=metavar or None,
        help=text,
        autocompletion=completer(name) if name != NOT and FILTERS[name].takes_words else None,
        rich_help_panel=panel,
        show_default=False,
    )
    type_: Any = bool if flag else str | None if name in ONCE else list[str] | None
    return inspect.Parameter(
        _argument(name),
        inspect.Parameter.KEYWORD_ONLY,
        default=False if flag else None,
        annotation=Annotated[type_, option],
    )
