"""The console that reports are printed on: text is only ever text, never markup."""

from typing import IO

from rich.console import Console

PIPE_WIDTH = 100
"""Columns where nobody says how many there are."""


class Screen(Console):
    """A console that leaves it to the command line what happens when its reader goes away."""

    def on_broken_pipe(self) -> None:
        """Raise the BrokenPipeError that is being handled."""
        raise  # noqa: PLE0704 - rich calls this from its handler


def screen(stream: IO[str], pipe_width: int = PIPE_WIDTH) -> Screen:
    """Return a console on `stream`; in a pipe or a file, lines have `pipe_width` columns."""
    width = None if stream.isatty() else pipe_width
    return Screen(file=stream, width=width, highlight=False, markup=False, emoji=False)
