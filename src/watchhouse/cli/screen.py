"""The console that reports are printed on: text is only ever text, never markup."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from rich.console import Console

PIPE_WIDTH = 100
"""Columns where nobody says how many there are."""


class Screen(Console):
    """A console that leaves it to the command line what happens when its reader goes away."""

    def on_broken_pipe(self) -> None:
        """Raise the BrokenPipeError that is being handled."""
        raise  # noqa: PLE0704 - rich calls this from its handler


@contextmanager
def screen(stream: IO[str], pipe_width: int = PIPE_WIDTH) -> Iterator[Console]:
    """Yield a console on `stream`; in a pipe or a file, lines have `pipe_width` columns and end where text ends."""
    width = None if stream.isatty() else pipe_width
    console = Screen(file=stream, width=width, highlight=False, markup=False, emoji=False)
    if stream.isatty():
        yield console
        return
    with console.capture() as captured:
        yield console
    stream.writelines(f"{line.rstrip()}\n" for line in captured.get().splitlines())
