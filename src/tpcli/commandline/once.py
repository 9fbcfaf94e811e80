"""Options that take one value are refused where they are given twice: which of the two was meant can't be known."""

from typing import TYPE_CHECKING, Any

from typer.core import TyperCommand

from tpcli.errors import UsageError

if TYPE_CHECKING:
    _Base = TyperCommand
else:
    _Base = object

INSTEAD = {"--data": "put the files of both records into one folder to ask them together"}
"""What to do instead of giving an option twice, where there is something."""


class Once(_Base):
    """What a command or group of commands inherits from, before Typer's own class."""

    def make_parser(self, ctx: Any) -> Any:
        """A parser that raises UsageError for an option with one value that is given twice."""
        parser = super().make_parser(ctx)
        parse = parser.parse_args

        def parse_once(args: list[str]) -> Any:
            values, rest, order = parse(args=args)
            seen = set()
            for option in order:
                if option.name in seen and not ctx.resilient_parsing and _has_one_value(option):
                    name = max(option.opts, key=len)
                    instead = f"; {INSTEAD[name]}" if name in INSTEAD else ""
                    raise UsageError(f"{name} is given twice: it takes one value{instead}")
                seen.add(option.name)
            return values, rest, order

        parser.parse_args = parse_once  # type: ignore[method-assign]
        return parser


class OneValue(Once, TyperCommand):
    """A command whose options are so."""


def _has_one_value(option: Any) -> bool:
    return option.param_type_name == "option" and not option.multiple and not option.is_flag
