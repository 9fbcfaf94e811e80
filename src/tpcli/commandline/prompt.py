"""A question to somebody at a terminal, and the answer."""

from tpcli.environment import here
from tpcli.errors import TpcliError
from tpcli.output.answer import say
from tpcli.text.safe import plain


def answer(question: str) -> str:
    """The line that is typed to a question, with its end. Raises TpcliError where there is none any more."""
    say(plain(question), end="")
    answers = here().stdin
    line = answers.readline() if answers else ""
    if not line:
        say("")
        raise TpcliError("the answers ended: nothing was written")
    return line
