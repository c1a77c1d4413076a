"""Progress for the person at the terminal: a live table on a TTY, plain lines elsewhere."""

import sys
import time
from typing import Protocol, TextIO

from rich.console import Console
from rich.status import Status


class Display(Protocol):
    """Where the supervisor reports to."""

    def note(self, text: str) -> None:
        """One thing that happened."""

    def busy(self, text: str) -> None:
        """What is going on now."""

    def problem(self, text: str, lines: list[str]) -> None:
        """Something failed; `lines` are the end of the log."""

    def close(self) -> None:
        """No more reports."""


class PlainDisplay:
    """Lines with the seconds since the start, flushed at once."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stdout
        self._start = time.monotonic()

    def note(self, text: str) -> None:
        """One line."""
        print(f"[{time.monotonic() - self._start:6.1f}s] {text}", file=self._stream, flush=True)

    def busy(self, text: str) -> None:
        """One line as well."""
        self.note(text)

    def problem(self, text: str, lines: list[str]) -> None:
        """The text, then the log lines, indented."""
        self.note("✗ " + text)
        for line in lines:
            print("    " + line, file=self._stream, flush=True)

    def close(self) -> None:
        """Nothing to undo."""


class RichDisplay:
    """A spinner with the current activity; events above it."""

    def __init__(self) -> None:
        self._console = Console(highlight=False)
        self._status: Status | None = None

    def note(self, text: str) -> None:
        """A ticked line."""
        self._console.print(f"[green]✓[/green] {_plain(text)}")

    def busy(self, text: str) -> None:
        """The text beside the spinner."""
        if self._status is None:
            self._status = self._console.status(_plain(text))
            self._status.start()
        else:
            self._status.update(_plain(text))

    def problem(self, text: str, lines: list[str]) -> None:
        """A red line and the log's end."""
        self._console.print(f"[red]✗ {_plain(text)}[/red]")
        for line in lines:
            self._console.print("    " + _plain(line), style="dim")

    def close(self) -> None:
        """Remove the spinner."""
        if self._status is not None:
            self._status.stop()
            self._status = None


def _plain(text: str) -> str:
    return text.replace("[", r"\[")


def for_terminal() -> Display:
    """The display that suits standard output."""
    return RichDisplay() if sys.stdout.isatty() else PlainDisplay()
