"""Completion in bash, zsh, fish and PowerShell: reading the line as the shell does, and quoting what is put on it.

A word of a record is data: on a command line it is quoted as the shell wants it, so that it is one word and nothing in
it is run. A word that holds a control or anything else that can't be seen is not offered.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple, cast

from typer import _completion_shared as shared
from typer._click.shell_completion import CompletionItem, ShellComplete, add_completion_class
from typer._completion_classes import PowerShellComplete
from typer.completion import install_callback, show_callback

from tpcli.commandline import installing
from tpcli.environment import here
from tpcli.text.nearest import Unknown

LINE = "_TPCLI_LINE"
"""The environment variable that holds the command up to the cursor, as typed."""
BREAKS = "_TPCLI_BREAKS"
"""The one that holds bash's COMP_WORDBREAKS: what begins a new word for its line editor."""

BASH = """
%(complete_func)s() {
    local word
    COMPREPLY=()
    while IFS= read -r word; do
        [[ -n "$word" ]] && COMPREPLY+=("$word")
    done < <(_TPCLI_LINE="${COMP_LINE:0:COMP_POINT}" _TPCLI_BREAKS="$COMP_WORDBREAKS" \\
             %(autocomplete_var)s=complete_bash "$1" 2>/dev/null)
}

complete -o nosort -o default -F %(complete_func)s %(prog_name)s 2>/dev/null ||
    complete -o default -F %(complete_func)s %(prog_name)s
"""

ZSH = """
#compdef %(prog_name)s

%(complete_func)s() {
  local line
  local -a values shown
  for line in "${(@f)$(_TPCLI_LINE="${(j: :)words[1,CURRENT-1]} $QIPREFIX$PREFIX" \\
                       %(autocomplete_var)s=complete_zsh %(prog_name)s 2>/dev/null)}"; do
    [[ -n "$line" ]] || continue
    values+=("${line%%%%$'\\t'*}")
    shown+=("${line/$'\\t'/ -- }")
  done
  if (( $#values )); then
    compadd -U -V %(prog_name)s -l -d shown -a values
  else
    _files
  fi
}

compdef %(complete_func)s %(prog_name)s
"""

FISH = """
function __%(complete_func)s
    set -g __%(complete_func)s_found (_TPCLI_LINE=(commandline -cp | string collect) \\
        %(autocomplete_var)s=complete_fish %(prog_name)s 2>/dev/null | string match --regex '.+')
    test (count $__%(complete_func)s_found) -gt 0
end

complete --command %(prog_name)s --no-files --keep-order --condition __%(complete_func)s \\
    --arguments '(printf "%%s\\n" $__%(complete_func)s_found)'
"""


class Typed(NamedTuple):
    """A command line up to the cursor."""

    words: list[str]
    """The words before the one that is being typed, without their quotes."""
    word: str
    """The word that is being typed, without its quotes."""
    kept: int
    """How many characters of it the shell leaves alone: bash completes only the part after `=`, `:` and the like."""
    quote: str
    """The quote that is open at its end, or nothing."""
    quoted_before: bool
    """Whether quotes have been closed in it, so that bash no longer knows where it begins."""


def read_line(line: str, breaks: str = "") -> Typed:
    """Take a line apart by the quoting that bash, zsh and fish share (POSIX.1-2017, Shell 2.2)."""
    words: list[str] = []
    word, kept, quote, closed, begun, at = "", 0, "", False, False, 0
    while at < len(line):
        letter = line[at]
        at += 1
        if letter == "\\" and quote != "'" and at < len(line) and (not quote or line[at] in '\\"$`'):
            word, begun = word + line[at], True
            at += 1
        elif quote:
            if letter == quote:
                quote, closed = "", True
            else:
                word += letter
        elif letter in "\"'":
            quote, begun, kept = letter, True, len(word)
        elif letter.isspace():
            if begun:
                words.append(word)
            word, kept, closed, begun = "", 0, False, False
        else:
            word, begun = word + letter, True
            if letter in breaks:
                kept = len(word)
    return Typed(words, word, kept, quote, closed)


def in_bash(text: str, quote: str) -> str:
    """A text as part of a word in bash, where the quote is open."""
    if quote == "'":
        return text.replace("'", "'\\''")
    if quote:
        # Within double quotes ! is looked up in the history, and no backslash prevents it.
        return "".join("\"'!'\"" if c == "!" else f"\\{c}" if c in '\\"$`' else c for c in text)
    return "".join(c if c.isalnum() or not c.isascii() or c in "_-./,+@%:=" else f"\\{c}" for c in text)


def in_powershell(text: str) -> str:
    """A text as a word in PowerShell, which takes curly quotes for straight ones."""
    if text and all(c.isalnum() or c in "_-./+:=" for c in text):
        return text
    return "'" + "".join(c * 2 if c in "'‘’‚‛" else c for c in text) + "'"


class _Complete(ShellComplete):
    """Completion common to all shells."""

    def source_vars(self) -> dict[str, str]:
        return {"complete_func": self.func_name, "autocomplete_var": self.complete_var, "prog_name": self.prog_name}

    def typed(self) -> Typed:
        """The words of the command line, and the incomplete one."""
        variables = here().variables
        return read_line(variables.get(LINE, ""), variables.get(BREAKS, ""))

    def get_completion_args(self) -> tuple[list[str], str]:
        typed = self.typed()
        return typed.words[1:], typed.word

    def complete(self) -> str:
        if LINE not in here().variables:
            return ""  # A script of an earlier version: it would put words on the line as they are.
        typed = self.typed()
        option, equals, _ = typed.word.partition("=")
        before = option + equals if equals and option.startswith("-") else ""
        items = self.get_completions(typed.words[1:], typed.word)
        # Where the value of an option is completed, its name is no part of the items.
        offered = [(before + item.value, item) for item in items if item.value.isprintable()]
        return "\n".join(self.on_line(*pair, typed) for pair in offered if pair[0].startswith(typed.word))

    def on_line(self, value: str, item: CompletionItem, typed: Typed) -> str:
        """One line for the shell's script: the whole word and what it means, parted by a tab. The shell quotes it."""
        from tpcli.text.safe import plain

        return f"{value}\t{plain(item.help)}" if item.help else value

    def format_completion(self, item: CompletionItem) -> str:
        return str(item.value)


class Bash(_Complete):
    """Bash puts on the line what it is given, so that it is quoted here."""

    name = "bash"
    source_template = BASH

    def on_line(self, value: str, item: CompletionItem, typed: Typed) -> str:
        return in_bash(value[typed.kept :], typed.quote)

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem]:
        typed = self.typed()
        return [] if typed.quoted_before and not typed.quote else super().get_completions(args, incomplete)


class Zsh(_Complete):
    """Zsh quotes by itself."""

    name = "zsh"
    source_template = ZSH


class Fish(_Complete):
    """Fish quotes by itself."""

    name = "fish"
    source_template = FISH


class PowerShell(PowerShellComplete):
    """Typer's script for PowerShell, with words quoted."""

    def format_completion(self, item: CompletionItem) -> str:
        from tpcli.text.safe import plain

        return f"{in_powershell(item.value)}:::{plain(item.help or ' ')}"

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem]:
        return [
            item
            for item in super().get_completions(args, incomplete)
            if item.value.isprintable() and ":::" not in item.value
        ]


SHELLS = ("bash", "zsh", "fish", "powershell", "pwsh")


def answer_for_a_named_one(ctx: Any, args: Sequence[str]) -> None:
    """Show or install completion for the shell that is named behind the option, where Typer takes the one that runs.

    Ends the program. Raises Unknown where what is named is no shell.
    """
    for option, callback in (("--show-completion", show_callback), ("--install-completion", install_callback)):
        named = [word for before, word in pairwise(args) if before == option and not word.startswith("-")]
        named += [word.partition("=")[2] for word in args if word.startswith(f"{option}=")]
        if named and named[0] not in SHELLS:
            raise Unknown("shell", named[0], SHELLS, "shells")
        if named:
            callback(ctx, cast("Any", None), named[0])


def register() -> None:
    """Use these in place of Typer's, in scripts that are shown and installed too."""
    scripts: Sequence[tuple[type[ShellComplete], str]] = ((Bash, BASH), (Zsh, ZSH), (Fish, FISH))
    for kind, script in scripts:
        add_completion_class(kind, kind.name)
        shared._completion_scripts[kind.name] = script
    for name in ("powershell", "pwsh"):
        add_completion_class(PowerShell, name)
    shared.install_bash, shared.install_zsh = installing.in_bash, installing.in_zsh
