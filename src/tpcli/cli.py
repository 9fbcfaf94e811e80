"""The Typer app: names the commands, and loads each one only when it runs."""

import atexit
import keyword
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from typing import Annotated, Any, Literal, NoReturn

import typer
from typer.core import TyperGroup

from tpcli import __version__
from tpcli.commandline.once import Once, OneValue
from tpcli.environment import Environment, here, of_process, surrounded_by
from tpcli.errors import DAMAGED, IndexDamaged, NotWritten, ReaderLeft, TpcliError, UsageError
from tpcli.habits import advised, command_at, written
from tpcli.text.streams import taken_back

COMMANDS = {
    "timeline": "Dated events, in order.",
    "deals": "Arms deals, as they stand or stood on any day.",
    "facts": "Claims, who makes them, and the verdict.",
    "show": "Everything about an event, deal, fact or source.",
    "search": "Full text over all four, best first.",
    "browse": "Pick and read without leaving the terminal.",
    "sources": "What the record cites.",
    "list": "What there is to ask for, with counts.",
    "stats": "Counts by decade, theme, country and more.",
    "chart": "A picture of the timeline, the deals or the counts.",
    "report": "A self-contained page to read, print and pass on.",
    "today": "What happened on this day in other years.",
    "export": "The record in a format of another program.",
    "sql": "Any read-only SQL over the index.",
    "cite": "The sources of an entry, as references ready to paste.",
    "init": "A record of your own to begin with.",
    "add": "An event into your own record, in its place by date.",
    "import": "A sheet, a calendar, references or notes as a record.",
    "edit": "An entry in your editor, checked when it closes.",
    "rename": "Another id for an entry, wherever it is named.",
    "diff": "What differs between two records, or since a revision.",
    "check": "Every problem of a record, with file, line and column.",
    "schema": "JSON Schema of the record's files, for editors.",
}
"""The commands, each a module of the same name in `tpcli.commands` with a function `run`."""

GROUPS = {
    "Ask": ("timeline", "deals", "facts", "show", "search", "browse", "sources", "list", "today"),
    "See": ("stats", "chart", "report"),
    "Take along": ("export", "cite", "sql"),
    "Your own record": ("init", "add", "import", "edit", "rename", "diff", "check", "schema"),
}
"""The commands under the headings of the help."""

PROGRAM = "tpcli"
COMPLETE = "_TPCLI_COMPLETE"
"""The environment variable by which a shell's script asks for completion."""


def module_name(command: str) -> str:
    """The module of a command: its name, with `_` after what Python keeps for itself."""
    return command + "_" if keyword.iskeyword(command) else command


def paragraphs(text: str | None) -> str:
    """A docstring with each paragraph on one line, so that it wraps to the terminal."""
    return "\n\n".join(" ".join(part.split()) for part in (text or "").split("\n\n"))


def examples(lines: Sequence[str]) -> str:
    """The examples at the end of a help text; the first character keeps its lines apart."""
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)


def markup() -> Literal["rich"] | None:
    """How helps are drawn: with boxes and colours, but not on a terminal that can't, where they may be read aloud."""
    return None if here().variables.get("TERM") == "dumb" else "rich"


@contextmanager
def _in_one_style() -> Iterator[None]:
    """Say what Typer finds wrong with a command line as all else is said: one sentence, and where help is."""
    from typer._click.exceptions import NoArgsIsHelpError
    from typer._click.exceptions import UsageError as Wrong

    try:
        yield
    except NoArgsIsHelpError:
        raise
    except Wrong as error:
        raise UsageError(_said(error)) from None


def _said(error: Any) -> str:
    """What Typer found wrong, what to type instead where that is known, and where help is."""
    from tpcli.commandline.advice import in_place_of
    from tpcli.text.safe import plain

    arguments = written(here().arguments)
    at = command_at(arguments)
    name = arguments[at] if at is not None and arguments[at] in COMMANDS else ""
    path = error.ctx.command_path if error.ctx is not None else f"{PROGRAM} {name}".strip()
    params = error.ctx.command.params if error.ctx is not None else ()
    said, advice = in_place_of(error, name, arguments, [option for param in params for option in param.opts])
    said = plain(said).rstrip(".")
    return f"{said[:1].lower()}{said[1:]}{plain(advice)}; {plain(path)} --help tells more"


@cache  # Whoever runs several command lines in one process, as the tests do, builds each command once.
def _command(name: str, markup_mode: Literal["rich"] | None) -> Any:
    """One of COMMANDS with its options, imported and built; its help with boxes or without."""
    module = import_module(f"tpcli.commands.{module_name(name)}")
    single = typer.Typer(
        rich_markup_mode=markup_mode,
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    single.command(
        name,
        cls=getattr(module, "Command", OneValue),
        help=paragraphs(module.run.__doc__),
        epilog=examples(module.EXAMPLES),
        short_help=COMMANDS[name],
        rich_help_panel=next(group for group, names in GROUPS.items() if name in names),
    )(module.run)
    return typer.main.get_command(single)


class Commands(Once, TyperGroup):
    """A group whose commands are imported, and their options built, only when they are asked for."""

    def list_commands(self, ctx: Any) -> list[str]:
        """The names, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of that name. Raises UsageError, naming the nearest, where there is none."""
        if cmd_name not in COMMANDS:
            if ctx.resilient_parsing:
                return None
            from tpcli.commandline.advice import no_command

            arguments = list(here().arguments)
            behind = arguments[arguments.index(cmd_name) + 1 :] if cmd_name in arguments else []
            raise no_command(cmd_name, behind, COMMANDS)
        return _command(cmd_name, markup())

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Answer completion as Typer does, with our scripts where one for a shell is asked for."""
        if any(word.startswith(("--show-completion", "--install-completion")) for word in args):
            from tpcli.commandline import shells

            shells.register()
            shells.answer_for_a_named_one(ctx, args)
        return super().parse_args(ctx, args)

    def _main_shell_completion(self, *args: Any, **more: Any) -> None:
        """Complete a command line, if a shell's script asks for it by an environment variable."""
        if COMPLETE in here().variables:
            from tpcli.commandline import shells

            shells.register()
        super()._main_shell_completion(*args, **more)

    def make_context(self, *arguments: Any, **options: Any) -> Any:
        """Parse the command line; Typer's errors quote it, so control characters in them are replaced."""
        self.rich_markup_mode = markup()
        with _in_one_style():
            return super().make_context(*arguments, **options)

    def invoke(self, ctx: Any) -> Any:
        """Run the command; errors behind its name are cleaned in the same way."""
        with _in_one_style():
            return super().invoke(ctx)

    def shell_complete(self, ctx: Any, incomplete: str) -> list[Any]:
        """The names that begin with what was typed, without importing any of them."""
        from typer._click.shell_completion import CompletionItem

        if incomplete.startswith("-"):
            return super().shell_complete(ctx, incomplete)
        return [CompletionItem(name, help=text) for name, text in COMMANDS.items() if name.startswith(incomplete)]


app = typer.Typer(
    cls=Commands,
    name=PROGRAM,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        print(f"{PROGRAM} {__version__}")
        raise typer.Exit


@app.callback(
    invoke_without_command=True,
    epilog=examples(("tpcli timeline --from 1955", "tpcli deals --type naval", "tpcli --data my.yaml timeline")),
)
def root(
    ctx: typer.Context,
    data: Annotated[
        str | None,
        typer.Option(
            "--data",
            metavar="PATH",
            envvar="TPCLI_DATA",
            help="A record of your own: a file or folder of YAML, JSON, JSON Lines or CSV; - for standard input; "
            "several are read as one.",
            show_default=False,
            show_envvar=True,
        ),
    ] = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """A timeline and fact explorer over a dated, sourced record.

    A record comes with it, which tpcli alone describes; --data names one of your own.
    """
    if ctx.invoked_subcommand is None:
        from tpcli.commands.home import run

        run(ctx)


def main() -> None:
    """Run the program in this process, and end it with its exit status."""
    environment = of_process()
    _leave(run(environment), environment)


def run(environment: Environment) -> int:
    """Run the program in these surroundings: its exit status. Errors are told in one sentence each.

    Where the index turns out to be damaged before anything was written, it is built anew, and answers.
    """
    try:
        return _run(environment)
    except IndexDamaged as damaged:
        again = taken_back(environment.stdout)
        if again is None:
            return _told(environment, damaged)
        try:
            return _run(environment._replace(stdout=again))
        except IndexDamaged as still:
            return _told(environment, still)


def _run(environment: Environment) -> int:
    """The same. Raises IndexDamaged, after which the index is built anew."""
    with surrounded_by(environment):
        try:
            status = _answered(environment.arguments)
            sys.stdout.flush()
        except ReaderLeft as left:
            return left.exit_status
        except NotWritten as error:
            _complain(str(error))
            return error.exit_status
        return status


def _told(environment: Environment, error: TpcliError) -> int:
    with surrounded_by(environment):
        _complain(str(error))
    return error.exit_status


def _answered(arguments: Sequence[str]) -> int:
    """The exit status of a command. Raises ReaderLeft and NotWritten, after which nothing more can be written."""
    try:
        _check_text(arguments)
        app(written(arguments), standalone_mode=True, prog_name=PROGRAM)
    except (ReaderLeft, NotWritten, IndexDamaged):
        raise
    except TpcliError as error:
        _complain(str(error) + _instead(error))
        return error.exit_status
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else 1
    except OSError as error:
        _complain(f"'{error.filename}' can't be used: {error.strerror}" if error.filename else str(error))
        return 1
    except Exception as error:
        if type(error).__module__ != "sqlite3":  # Which is not imported here: not every command needs it.
            raise
        _complain(_of_index(error))
        return 1
    return 0


def _instead(error: TpcliError) -> str:
    """What to do with a file that is no record, but can become one."""
    places = {problem.file for problem in getattr(error, "problems", ())}
    if folder := getattr(error, "folder", None):  # That no record is in.
        places.add(folder)
    if not places:
        return ""
    from tpcli.record.importing.recognising import advice

    said = advice(places)
    return f"\n{said}" if said else ""


def _check_text(arguments: Sequence[str]) -> None:
    """Raises UsageError for an argument that is no text, unless it is the name of a file that is there."""
    for argument in arguments:
        if "\0" in argument:
            raise UsageError(f"an argument holds a NUL character: '{argument}'")
        if argument.isascii():
            continue
        try:
            argument.encode()
        except UnicodeEncodeError:
            if not os.path.exists(argument) and not os.path.exists(argument.partition("=")[2]):
                shown = argument.encode("utf-8", "backslashreplace").decode()
                raise UsageError(f"an argument is not in UTF-8: '{shown}'") from None


def _of_index(error: Exception) -> str:
    """What went wrong with the index. Raises IndexDamaged for one that is forgotten, to be built anew."""
    if getattr(error, "sqlite_errorname", "").startswith(DAMAGED):
        from tpcli.index.cache import forget_damaged

        forget_damaged()
        raise IndexDamaged
    return f"the index can't be used: {error}"


def _leave(status: int, environment: Environment) -> NoReturn:
    """End the process at once: everything is flushed, and taking the interpreter apart costs as much as an answer."""
    try:
        if environment.stderr is not None:
            environment.stderr.flush()
    except TpcliError:  # Messages that nobody can read.
        status = status or 1
    atexit._run_exitfuncs()
    os._exit(status)


def _complain(text: str) -> None:
    from tpcli.output.answer import say

    try:
        say(f"{PROGRAM}: {advised(text)}")
    except TpcliError:  # There is nowhere left to say it.
        return
