"""The picture of the last hour: a bar for what arrived in each minute, a line for what was judged."""

from dataclasses import dataclass

WIDTH = 720
HEIGHT = 96
_GAP = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One minute's bar, in the picture's units."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """What the picture shows."""

    bars: tuple[Bar, ...]
    """None for a minute in which nothing arrived."""
    line: str
    """Points of the line, as SVG writes them."""
    top: int
    """What the picture's upper edge stands for."""


def chart(arrivals: tuple[int, ...], judgements: tuple[int, ...]) -> Chart:
    """Return the picture of two counts by minute, both by one scale."""
    top = max((*arrivals, *judgements, 1))
    step = WIDTH / max(1, len(arrivals))
    bars = tuple(
        Bar(
            x=round(number * step, 1),
            y=round(HEIGHT - HEIGHT * count / top, 1),
            width=round(step - _GAP, 1),
            height=round(HEIGHT * count / top, 1),
        )
        for number, count in enumerate(arrivals)
        if count
    )
    points = (
        f"{number * step + (step - _GAP) / 2:.1f},{HEIGHT - HEIGHT * count / top:.1f}"
        for number, count in enumerate(judgements)
    )
    return Chart(bars=bars, line=" ".join(points), top=top)
