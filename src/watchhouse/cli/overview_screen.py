"""How the watch stands, on a terminal: what `watchhouse status` prints and `watchhouse up` keeps up to date."""

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from watchhouse.model.harmless import harmless
from watchhouse.web.status.view import FoundRow, PageView

STYLE = {"malicious": "bold red", "suspicious": "yellow", "notable": "cyan", "clear": "green"}

_BARS = "▁▂▃▄▅▆▇█"
_NAME = 60


def overview_screen(page: PageView, *, found: int) -> RenderableType:
    """Return what a person wants to know, with the last `found` verdicts."""
    return Group(*_parts(page, found))


def found_line(one: FoundRow) -> Text:
    """Return one verdict with its main reason."""
    return Text.assemble(
        (f"{one.level:<11}", STYLE[one.level]),
        (harmless(one.name, _NAME), "bold"),
        f" {harmless(one.version, 30)}",
        (f" {one.kind}", "dim"),
        f"  {harmless(one.reason)}",
    )


def _parts(page: PageView, found: int) -> Iterator[RenderableType]:
    if page.demonstration:
        yield Text(
            "demonstration: a recorded stream of inert packages, nothing comes from a registry",
            style="yellow",
        )
    yield Text(page.summary, style="green" if page.calm else "bold red")
    for trouble in page.troubles:
        lasts = f"  ({trouble.lasts}, met {trouble.count:,} times)" if trouble.lasts else ""
        yield Text.assemble(("  ! ", "red"), harmless(trouble.message), (lasts, "dim"))
    yield Text()
    yield _numbers(page)
    yield Text()
    if not page.found:
        yield Text("nothing malicious or suspicious yet", style="dim")
    yield from (_found_line(one) for one in page.found[:found])
    yield from (_found_line(one) for one in page.noted[: found // 3])


def _numbers(page: PageView) -> Table:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    for feed in page.feeds:
        grid.add_row(
            "feed",
            Text.assemble(
                (harmless(feed.name, _NAME), "bold"),
                f"  {feed.behind}",
                ("  late" if feed.late else "", "yellow"),
            ),
        )
    if not page.feeds:
        grid.add_row("feed", "none has answered yet")
    grid.add_row("arrives", f"{_sparkline(page.arrivals)}  {page.arrived:,} events in the last hour")
    grid.add_row("judged", f"{_sparkline(page.judgements)}  {page.judged:,} files in the last hour")
    grid.add_row("found", _levels(page))
    waiting = ", ".join(f"{queue.count:,} {queue.name}" for queue in page.queues)
    grid.add_row("waiting", "; ".join(filter(None, (waiting, *page.chores))) or "nothing")
    return grid


def _levels(page: PageView) -> Text:
    parts = (
        Text(f"{figure.number} {figure.label}", style=STYLE.get(figure.level, "")) for figure in page.figures
    )
    return Text(", ").join(list(parts)[:-1])


def _found_line(one: FoundRow) -> Text:
    line = found_line(one)
    line.append(f"  {one.ago}", style="dim")
    line.no_wrap, line.overflow = True, "ellipsis"
    return line


def _sparkline(counts: tuple[int, ...]) -> str:
    """
    Return the last half of `counts` as bars.

    >>> _sparkline((9, 9, 0, 8))
    ' █'
    """
    shown = counts[len(counts) // 2 :]
    top = max((*shown, 1))
    return "".join(_BARS[(count * len(_BARS) - 1) // top] if count else " " for count in shown)
