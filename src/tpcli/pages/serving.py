"""A folder of pages shown to browsers of this machine, and to nothing else."""

from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from tpcli.errors import TpcliError

HOST = "127.0.0.1"
USUAL = 8000
"""The port where none is asked for, if it is free."""


class _Pages(SimpleHTTPRequestHandler):
    """Answers GET and HEAD of a file below the folder."""

    server_version, sys_version = "tpcli", ""
    error_message_format = (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>%(code)d</title></head>'
        '<body><main><h1>%(message)s</h1><p><a href="/">The first page</a></p></main></body></html>\n'
    )

    def send_head(self):  # type: ignore[no-untyped-def]
        """What is asked for, unless it is asked for by a name that is not this machine's.

        A page from elsewhere may have let its own name point to this machine, to read what is here (DNS rebinding).
        """
        port = self.connection.getsockname()[1]
        if self.headers.get("Host") not in (f"{HOST}:{port}", f"localhost:{port}"):
            self.send_error(HTTPStatus.MISDIRECTED_REQUEST, f"Only http://{HOST}:{port}/ is here")
            return None
        return super().send_head()

    def list_directory(self, path):  # type: ignore[no-untyped-def]
        """No list of files: a folder without a page has none."""
        self.send_error(HTTPStatus.NOT_FOUND, "There is no such page")

    def end_headers(self) -> None:
        """A page is asked for anew each time, since the record may have changed."""
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Requests are no news."""


def serve(folder: Path, port: int | None, tell: Callable[[str], None]) -> ThreadingHTTPServer:
    """Show a folder at a port of this machine, in threads that end with the program. Raises TpcliError.

    Without a port it is the usual one, or any other where that is taken, which is said.
    """
    handler = partial(_Pages, directory=str(folder))
    try:
        server = ThreadingHTTPServer((HOST, USUAL if port is None else port), handler)
    except OSError as error:
        if port is not None:
            raise TpcliError(f"--port {port}: {error.strerror}: choose another, or leave it out") from None
        server = ThreadingHTTPServer((HOST, 0), handler)
        tell(f"port {USUAL} is taken, so it is another one")
    Thread(target=server.serve_forever, daemon=True).start()
    tell(f"http://{HOST}:{server.server_address[1]}/ shows it, to this machine alone; Ctrl-C ends that")
    return server
