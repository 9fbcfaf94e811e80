"""Ending the program on request: an interrupt from the keyboard (SIGINT), SIGTERM, SIGHUP when the terminal goes.

The program ends at once while it has nothing to clean up, and through the clean-up where it has. The exit status is
128 + the number of the signal, as shells give it.
"""

import _signal  # type: ignore[import-not-found]
import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType, TracebackType
    from typing import Any


def end_at_once(number: int, frame: "FrameType | None") -> None:
    """End the program here and now."""
    os._exit(128 + number)


def interrupts_end() -> None:
    """From now on an interrupt ends the program without a traceback, unless whoever started it wants it ignored.

    The module `signal` would load `enum` first: the core of it, built into the interpreter, is there at once.
    """
    if _signal.getsignal(_signal.SIGINT) is _signal.default_int_handler:
        _signal.signal(_signal.SIGINT, end_at_once)


class ended_by_signals:  # noqa: N801
    """A context in which a request to end runs the clean-up of what lies within: it raises SystemExit, once."""

    def __enter__(self) -> None:
        import signal
        import threading

        self.before: dict[int, Any] = {}
        if threading.current_thread() is not threading.main_thread():
            return
        for name in ("SIGINT", "SIGTERM", "SIGHUP"):
            number = getattr(signal, name, None)
            if number is not None and signal.getsignal(number) in (signal.SIG_DFL, end_at_once):
                self.before[number] = signal.signal(number, self._end)

    def _end(self, number: int, frame: "FrameType | None") -> None:
        for other in self.before:
            _signal.signal(other, _signal.SIG_IGN)
        raise SystemExit(128 + number)

    def __exit__(self, kind: type | None, error: BaseException | None, where: "TracebackType | None") -> None:
        import signal

        for number, handler in self.before.items():
            signal.signal(number, handler)
