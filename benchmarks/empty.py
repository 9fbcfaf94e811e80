"""Prints the source of an empty Typer program: one command with the options of one of tpcli's, which prints a word.

python empty.py timeline > empty_timeline.py
"""

import sys
from typing import Any

from tpcli.cli import Commands


def source(command: str) -> str:
    """The program, as anybody would write it with Typer: `app` with the command, and `main` to run it."""
    lines = [
        "from typing import Annotated",
        "",
        "import typer",
        "",
        "app = typer.Typer()",
        "",
        "",
        "@app.command()",
        "def command(",
    ]
    found = Commands(name="tpcli").get_command(None, command)
    for parameter in sorted(found.params, key=lambda parameter: parameter.param_type_name != "argument"):
        if parameter.name == "help":
            continue
        lines.append(f"    {_parameter(parameter)},")
    return "\n".join([*lines, ") -> None:", "    print('done')", "", "", "def main() -> None:", "    app()", ""])


def _parameter(parameter: Any) -> str:
    number = type(parameter.type).__name__ in ("IntRange", "IntParamType")
    kind = "bool" if getattr(parameter, "is_flag", False) else "int" if number else "str"
    if parameter.param_type_name == "argument":
        words = f"typer.Argument(metavar={parameter.metavar!r})"
        if parameter.required:
            return f"{parameter.name}: Annotated[list[str], {words}]"
        return f"{parameter.name}: Annotated[list[str] | None, {words}] = None"
    kind = f"list[{kind}]" if parameter.multiple else kind
    option = f"typer.Option({parameter.opts[0]!r}, help={parameter.help!r}, metavar={parameter.metavar!r})"
    if kind == "bool":
        return f"{parameter.name}: Annotated[bool, {option.replace(', metavar=None', '')}] = False"
    return f"{parameter.name}: Annotated[{kind} | None, {option}] = None"


if __name__ == "__main__":
    print(source(sys.argv[1]), end="")
