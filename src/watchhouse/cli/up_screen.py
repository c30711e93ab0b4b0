"""What `watchhouse up` shows while it runs: one screen that is kept up to date, or lines where nobody looks."""

import sys
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TextIO

import click

from watchhouse.model.harmless import harmless
from watchhouse.pipeline.overview import Overview
from watchhouse.pipeline.supervisor import Died, Said, Told

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.live import Live

_EVERY = 30.0
"""Seconds between two lines on how it goes, where nobody looks."""
_FOUND = 10
_LOG_BYTES = 10_000_000
_LINE = 1_000


class Shown(Protocol):
    """Where a running watch is shown."""

    def tell(self, told: Told) -> None:
        """Show what a child process said, or that it died."""

    def show(self, overview: Overview | None) -> None:
        """Show how the watch stands; None: its database does not answer."""


@contextmanager
def shown(head: tuple[str, ...], folder: Path) -> Iterator[Shown]:
    """Yield the terminal's screen if there is a terminal, otherwise lines; `head` is said first."""
    if not sys.stdout.isatty():
        for line in head:
            click.echo(line)
        yield Lines()
        return
    from rich.console import Console
    from rich.live import Live

    log = folder / "up.log"
    folder.mkdir(parents=True, exist_ok=True)
    if log.exists() and log.stat().st_size > _LOG_BYTES:
        log.replace(folder / "up.1.log")
    console = Console(highlight=False, markup=False, emoji=False)
    with log.open("a", encoding="utf-8", errors="backslashreplace") as file:
        with Live(console=console, auto_refresh=False, transient=True, redirect_stderr=False) as live:
            yield Screen(live, head, file, log)
        console.print("stopped; what was found is kept, and watchhouse up goes on from here")


class Lines:
    """A line for whatever happens, for logs and service managers."""

    def __init__(self) -> None:
        self._next = 0.0
        self._newest = 0.0

    def tell(self, told: Told) -> None:
        """Print what a child process said, or that it died."""
        click.echo(told_line(told))

    def show(self, overview: Overview | None) -> None:
        """Print each new finding, and now and then how it goes."""
        from watchhouse.web.status.view import found_row, page_view

        if overview is None:
            return
        fresh = [one for one in overview.found if one.judged_at.timestamp() > self._newest]
        for one in reversed(fresh):
            row = found_row(one, overview)
            name = f"{harmless(row.name)} {harmless(row.version)}".rstrip()
            click.echo(f"{row.level}: {name} ({row.kind}): {harmless(row.reason)}")
        self._newest = max((self._newest, *(one.judged_at.timestamp() for one in fresh)))
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + _EVERY
        page = page_view(overview)
        counts = ", ".join(f"{figure.number} {figure.label}" for figure in page.figures)
        feeds = (
            "; ".join(f"{harmless(feed.name)}: {feed.behind}" for feed in page.feeds)
            or "no feed has answered yet"
        )
        click.echo(f"{page.summary} {counts}; {feeds}")


class Screen:
    """One screen on a terminal; the log goes to a file."""

    def __init__(self, live: "Live", head: tuple[str, ...], file: TextIO, log: Path) -> None:
        self._live = live
        self._head = head
        self._file = file
        self._log = log
        self._last: deque[str] = deque(maxlen=3)
        self._begun = False
        self.show(None)

    def tell(self, told: Told) -> None:
        """Keep what a child process said in the log, and the last of it on the screen."""
        line = told_line(told)
        self._file.write(f"{line}\n")
        self._file.flush()
        self._last.append(line)

    def show(self, overview: Overview | None) -> None:
        """Draw the screen anew."""
        self._live.update(self._drawn(overview), refresh=True)

    def _drawn(self, overview: Overview | None) -> "RenderableType":
        from rich.console import Group
        from rich.text import Text

        from watchhouse.cli.overview_screen import overview_screen
        from watchhouse.web.status.view import page_view

        head = [Text(line, style="bold" if number == 0 else "dim") for number, line in enumerate(self._head)]
        self._begun = self._begun or overview is not None
        if overview is not None:
            body: RenderableType = overview_screen(page_view(overview), found=_FOUND)
        elif self._begun:
            body = Text("the database does not answer; waiting for it", style="bold red")
        else:
            body = Text("starting the database", style="dim")
        last = [Text(line, style="dim", no_wrap=True, overflow="ellipsis") for line in tuple(self._last)]
        foot = [Text(), *last, Text(f"log: {self._log}", style="dim")] if last else []
        return Group(*head, Text(), body, *foot)


def told_line(told: Told) -> str:
    """Return what happened to a child process as one harmless line."""
    match told:
        case Said():
            return f"{told.child}: {harmless(told.line, _LINE)}"
        case Died():
            return f"{told.child}: {told.cause}, started again in {told.pause:g} s"
