"""The report that a person reads in ten seconds: what, how bad, why, where, and what to do now."""

from collections.abc import Iterator

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from watchhouse.cli.harmless import harmless
from watchhouse.cli.report import Ground, Report, grounds
from watchhouse.cli.words import LEVEL, MOMENT, advice, chance, counted, hiding
from watchhouse.model.evidence import Gap, Location, Moment, Sighting
from watchhouse.model.verdict import Level, Verdict
from watchhouse.pipeline.scan import Failed, Judged

SHOWN = 3
"""Reasons that a person can take in at a glance."""

CLEAR_SHOWN = 20
"""Clear artifacts that get a line each; more of them are only counted."""

_STYLE = {
    Level.CLEAR: "green",
    Level.NOTABLE: "cyan",
    Level.SUSPICIOUS: "bold black on yellow",
    Level.MALICIOUS: "bold white on red",
}

_LEXERS = {".py": "python", ".pth": "python", ".js": "javascript", ".cjs": "javascript", ".mjs": "javascript",
           ".ts": "typescript", ".json": "json", ".sh": "bash", ".ps1": "powershell", ".bat": "batch"}  # fmt: skip


def show(report: Report, console: Console) -> None:
    """Print `report`, the worst first."""
    for one in report.judged:
        if one.verdict.level is not Level.CLEAR:
            console.print(_artifact(one, verbose=report.verbose))
            console.print()
    _clear(report, console)
    for failure in report.failed:
        console.print(_failure(failure))
    console.print(_summary(report))


def _artifact(one: Judged, *, verbose: bool) -> RenderableType:
    verdict = one.verdict
    parts: list[RenderableType] = [_headline(verdict), _provenance(one)]
    if verbose:
        shown = [Ground(reasons=(reason,)) for reason in verdict.reasons]
        hidden = 0
    else:
        found = grounds(verdict)
        shown, hidden = list(found[:SHOWN]), len(found[SHOWN:])
    for number, ground in enumerate(shown, start=1):
        parts.append(Padding(_ground(number, ground, verbose=verbose), (1, 0, 0, 2)))
    if hidden:
        parts.append(_note(f"and {counted(hidden, 'more reason')}: --verbose shows all"))
    parts.extend(_gaps(verdict, verbose=verbose))
    parts.append(Padding(Text.assemble(("→ ", "bold"), advice(verdict)), (1, 0, 0, 2)))
    return Group(*parts)


def _headline(verdict: Verdict) -> Text:
    ref = verdict.artifact
    name = harmless(ref.name or ref.file)
    return Text.assemble(
        (f" {LEVEL[verdict.level].upper()} ", _STYLE[verdict.level]),
        " ",
        (name, "bold"),
        f" {harmless(ref.version)}" if ref.version and ref.name else "",
        "  ",
        "not read whole" if _only_unread(verdict) else chance(verdict.probability),
    )


def _only_unread(verdict: Verdict) -> bool:
    """Return whether nothing but what could not be read keeps `verdict` from being clear."""
    return not verdict.reasons and bool(hiding(verdict))


def _provenance(one: Judged) -> RenderableType:
    ref = one.verdict.artifact
    words = [harmless(ref.file)] if ref.name else []
    words.append(f"sha256 {one.verdict.sha256[:16]}…")
    return Padding(Text("  ".join(words), style="dim"), (0, 0, 0, 2))


def _ground(number: int, ground: Ground, *, verbose: bool) -> RenderableType:
    sighting = ground.sighting
    first, *others = [harmless(_sentence(claim)) for claim in ground.claims]
    claim = Text.assemble((f"{number}. ", "dim"), (first, "bold"))
    where = Text.assemble((_moment(sighting), "yellow"), (_place(sighting.location), "cyan"))
    if ground.alike:
        where.append(f"  and {counted(ground.alike, 'more place')}", style="dim")
    if verbose:
        where.append(f"  {sighting.detector}, weight {ground.reasons[0].weight:+.2f}", style="dim")
    lines: list[RenderableType] = [claim, *map(Text, others[: SHOWN - 1]), where]
    if others[SHOWN - 1 :]:
        where.append(f"  and {counted(len(others) - SHOWN + 1, 'more claim')}", style="dim")
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


def _gaps(verdict: Verdict, *, verbose: bool) -> Iterator[RenderableType]:
    gaps = verdict.gaps if verbose else hiding(verdict)
    if not gaps:
        return
    shown = gaps if verbose else gaps[:SHOWN]
    named = "; ".join(_gap(gap) for gap in shown)
    rest = len(gaps) - len(shown)
    yield _note(f"Not read: {named}" + (f"; and {counted(rest, 'more thing')}" if rest else ""))


def _gap(gap: Gap) -> str:
    path = harmless(gap.location.path, 60) or "the artifact"
    return f"{path} ({gap.reason.value}{': ' + harmless(gap.detail, 80) if gap.detail else ''})"


def _note(text: str) -> RenderableType:
    return Padding(Text(text, style="dim"), (1, 0, 0, 2))


def _clear(report: Report, console: Console) -> None:
    clear = [one.verdict.artifact for one in report.judged if one.verdict.level is Level.CLEAR]
    if len(clear) > CLEAR_SHOWN and not report.verbose:
        return
    for ref in clear:
        name = f"{harmless(ref.name)} {harmless(ref.version or '')}  " if ref.name else ""
        console.print(
            Text.assemble(("clear  ", _STYLE[Level.CLEAR]), (name, "bold"), (harmless(ref.file), "dim"))
        )


def _failure(failure: Failed) -> Text:
    return Text.assemble(
        ("failed ", "bold red"), (harmless(failure.target), "bold"), f"  {harmless(failure.cause, 400)}"
    )


def _summary(report: Report) -> Text:
    parts = [
        (f"{report.count(level)} {LEVEL[level]}", _STYLE[level].removeprefix("bold "))
        for level in sorted(Level, reverse=True)
        if report.count(level)
    ]
    if report.failed:
        parts.append((f"{len(report.failed)} could not be judged", "red"))
    if report.skipped:
        parts.append((f"{len(report.skipped)} not meant for this machine", "dim"))
    summary = Text(f"{counted(len(report.outcomes), 'target')}: ")
    return summary + Text(", ").join(Text(words, style=style) for words, style in parts)
