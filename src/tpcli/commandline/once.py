"""Options that take one value are refused where they are given twice: which of the two was meant can't be known.

`--data` alone may be given again: the records are read as one.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from typer.core import TyperCommand

from tpcli.errors import UsageError
from tpcli.record.reading.files import SEVERAL

if TYPE_CHECKING:
    _Base = TyperCommand
else:
    _Base = object

JOINED = "--data"
"""The option of the program whose values are read as one."""


class Once(_Base):
    """The base class of commands and groups, before Typer's own."""

    def make_parser(self, ctx: Any) -> Any:
        """A parser that raises UsageError for an option with one value that is given twice."""
        parser = super().make_parser(ctx)
        parse = parser.parse_args
        if JOINED in parser._long_opt:
            parser._long_opt[JOINED].action = "append"

        def parse_once(args: list[str]) -> Any:
            values, rest, order = parse(args=args)
            seen = set()
            for option in order:
                if JOINED in option.opts:
                    name = str(option.name)
                    values[name] = joined(values[name]) if isinstance(values[name], list) else values[name]
                elif option.name in seen and not ctx.resilient_parsing and _has_one_value(option):
                    raise UsageError(f"{max(option.opts, key=len)} is given twice: it takes one value")
                seen.add(option.name)
            return values, rest, order

        parser.parse_args = parse_once  # type: ignore[method-assign]
        return parser


class OneValue(Once, TyperCommand):
    """A command whose options are so."""


def joined(paths: Sequence[str]) -> str:
    """The places of several records as one location. Raises UsageError for a path that can't be one of several."""
    for path in paths:
        if SEVERAL in path:
            raise UsageError("--data: a path with a line break in it can't be read")
    if len(set(paths)) < len(paths):
        raise UsageError(f"--data {next(path for path in paths if paths.count(path) > 1)} is given twice")
    return SEVERAL.join(paths)


def _has_one_value(option: Any) -> bool:
    return option.param_type_name == "option" and not option.multiple and not option.is_flag
