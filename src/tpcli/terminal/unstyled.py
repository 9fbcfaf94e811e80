"""Paragraphs below each other as plain text, for a pipe: not wrapped, unless a width is asked for."""

from tpcli.terminal.cells import Cell
from tpcli.text.safe import plain


class PlainLines:
    """The interface of `terminal.grid.Lines`, as lines of text."""

    def __init__(self, width: int | None = None) -> None:
        self.width = width
        self.lines: list[str] = []

    def blank(self) -> None:
        """An empty line, unless there is one or nothing is above it."""
        if self.lines and self.lines[-1]:
            self.lines.append("")

    def rule(self, label: str) -> None:
        """A line across."""
        self.lines.append(label + "-" * ((self.width or 80) - len(label)))

    def heading(self, text: str) -> None:
        """A heading, with an empty line above it."""
        self.blank()
        self.text(Cell(text))

    def text(self, cell: Cell, indent: int = 0) -> None:
        """A paragraph."""
        self.labelled(Cell(""), cell, indent)

    def labelled(self, label: Cell, cell: Cell, indent: int) -> None:
        """A paragraph with a label to its left. No control character gets out, as in `terminal.grid.ink`."""
        for n, text in enumerate(self._broken(plain(cell.text), indent)):
            self.lines.append(((plain(label.text) if n == 0 else "").ljust(indent) + text).rstrip())

    def _broken(self, text: str, indent: int) -> list[str]:
        if self.width is None:
            return [text]
        from tpcli.terminal.widths import wrap

        return [text[start:end] for start, end in wrap(text, max(self.width - indent, 20))]
