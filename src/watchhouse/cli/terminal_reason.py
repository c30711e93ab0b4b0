"""One reason on the terminal: what is claimed, when and where, the line of code, and what it says decoded."""

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from watchhouse.model.evidence import Location, Moment, Sighting
from watchhouse.model.harmless import harmless
from watchhouse.verdicts.grounds import Ground
from watchhouse.verdicts.words import MOMENT, counted

_CLAIMS = 3
"""Claims about one line that a person reads before they look at the line itself."""

_LEXERS = {".py": "python", ".pth": "python", ".js": "javascript", ".cjs": "javascript", ".mjs": "javascript",
           ".ts": "typescript", ".json": "json", ".sh": "bash", ".ps1": "powershell", ".bat": "batch"}  # fmt: skip


def reason(number: int, ground: Ground, *, verbose: bool) -> RenderableType:
    """Return `ground` as the reason with this `number`; with its weight if `verbose`."""
    sighting = ground.sighting
    first, *others = [harmless(_sentence(claim)) for claim in ground.claims]
    claim = Text.assemble((f"{number}. ", "dim"), (first, "bold"))
    where = Text.assemble((_moment(sighting), "yellow"), (_place(sighting.location), "cyan"))
    if ground.alike:
        where.append(f"  and {counted(ground.alike, 'more place')}", style="dim")
    if verbose:
        where.append(f"  {sighting.detector}, weight {ground.reasons[0].weight:+.2f}", style="dim")
    lines: list[RenderableType] = [claim, *map(Text, others[: _CLAIMS - 1]), where]
    if others[_CLAIMS - 1 :]:
        where.append(f"  and {counted(len(others) - _CLAIMS + 1, 'more claim')}", style="dim")
    if sighting.excerpt:
        lines.append(_quotation("│ ", _code(sighting)))
    if sighting.decoded and sighting.decoded != sighting.excerpt:
        lines.append(_quotation("╰ says: ", Text(harmless(sighting.decoded), style="red")))
    return Group(lines[0], Padding(Group(*lines[1:]), (0, 0, 0, 3)))


def _quotation(mark: str, quoted: Text) -> RenderableType:
    grid = Table.grid()
    grid.add_column(no_wrap=True, style="dim")
    grid.add_column(overflow="fold")
    grid.add_row(mark, quoted)
    return grid


def _sentence(claim: str) -> str:
    return claim[:1].upper() + claim[1:]


def _moment(sighting: Sighting) -> str:
    """Return when the code runs; nothing of what is no code."""
    is_code = sighting.location.line or sighting.moment is not Moment.CALL
    return f"{MOMENT[sighting.moment]}  " if is_code else ""


def _place(location: Location) -> str:
    place = harmless(location.path) or "metadata"
    if location.line:
        place += f":{location.line}"
    if location.layer:
        place += f" ({counted(location.layer, 'layer')} of encoding down)"
    return place


def _code(sighting: Sighting) -> Text:
    text = harmless(sighting.excerpt.strip())
    path = sighting.location.path.lower()
    lexer = _LEXERS.get(path[path.rfind(".") :])
    return _highlighted(text, lexer) if lexer and sighting.location.layer == 0 else Text(text)


def _highlighted(text: str, lexer: str) -> Text:
    from rich.syntax import Syntax

    highlighted = Syntax(text, lexer, theme="ansi_dark", background_color="default").highlight(text)
    highlighted.rstrip()
    highlighted.no_wrap = False
    return highlighted
