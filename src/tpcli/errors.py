"""The errors of the program: a small family of exceptions with their exit status, and with their parts where used."""


class TpcliError(Exception):
    """The record or the request can't be served (exit status 1). The text is one sentence for the user."""

    exit_status = 1


class ReaderLeft(TpcliError):
    """Whoever read stdout went away (`| head`): end in silence, with the status of a program that SIGPIPE ended."""

    exit_status = 141


class NotWritten(TpcliError):
    """Standard output takes no more: its disk is full, say, or it is closed."""


DAMAGED = ("SQLITE_CORRUPT", "SQLITE_NOTADB")
"""What SQLite's names of errors begin with where a database is damaged."""


class IndexDamaged(TpcliError):
    """The index turned out to be damaged while a question was answered. It is forgotten, and built anew next."""

    def __init__(self) -> None:
        super().__init__("the index of the record was damaged: it is built anew when the command is run again")


class UsageError(TpcliError):
    """The command line itself is wrong (exit status 2)."""

    exit_status = 2


class FileError(TpcliError):
    """A file that can't be served: its name, and the reason."""

    def __init__(self, file: str, reason: str) -> None:
        self.file, self.reason = file, reason
        super().__init__(f"{file}: {reason}")


class NoRecord(TpcliError):
    """A folder that holds no record: its name, and the reason."""

    def __init__(self, folder: str, reason: str) -> None:
        self.folder = folder
        super().__init__(f"no record in '{folder}': {reason}")
