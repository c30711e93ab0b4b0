"""The report that a person reads in ten seconds: what, how bad, why, where, and what to do now."""

from collections.abc import Iterator

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from watchhouse.cli.report import Report
from watchhouse.cli.terminal_reason import reason
from watchhouse.model.evidence import Gap
from watchhouse.model.harmless import harmless
from watchhouse.model.verdict import Level, Verdict
from watchhouse.pipeline.scan import Failed, Judged
from watchhouse.verdicts.grounds import Ground, grounds
from watchhouse.verdicts.words import LEVEL, advice, chance, counted, hiding, only_unread, uncompared

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


def show(report: Report, console: Console) -> None:
    """Print `report`, the worst first."""
    for one in report.judged:
        if one.verdict.level is not Level.CLEAR and not only_unread(one.verdict):
            console.print(_artifact(one, verbose=report.verbose))
            console.print()
    _unread(report, console)
    _clear(report, console)
    for failure in report.failed:
        console.print(_failure(failure))
    console.print(_summary(report))


def _artifact(one: Judged, *, verbose: bool) -> RenderableType:
    verdict = one.verdict
    parts: list[RenderableType] = [_headline(verdict), _provenance(one)]
    if verbose:
        shown = [Ground(reasons=(each,)) for each in verdict.reasons]
        hidden = 0
    else:
        found = grounds(verdict)
        shown, hidden = list(found[:SHOWN]), len(found[SHOWN:])
    for number, ground in enumerate(shown, start=1):
        parts.append(Padding(reason(number, ground, verbose=verbose), (1, 0, 0, 2)))
    if hidden:
        more = Text(f"and {counted(hidden, 'more reason')}: --verbose shows all", style="dim")
        parts.append(Padding(more, (1, 0, 0, 2)))
    parts.extend(Padding(gaps, (1, 0, 0, 2)) for gaps in _gaps(verdict, verbose=verbose))
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
        chance(verdict),
    )


def _provenance(one: Judged) -> RenderableType:
    ref = one.verdict.artifact
    words = [harmless(ref.file)] if ref.name else []
    words.append(f"sha256 {one.verdict.sha256[:16]}…")
    return Padding(Text("  ".join(words), style="dim"), (0, 0, 0, 2))


def _gaps(verdict: Verdict, *, verbose: bool) -> Iterator[RenderableType]:
    """Yield one line on what was not read, members that share a reason together, and one on what was not compared."""
    known = uncompared(verdict)
    gaps = tuple(gap for gap in verdict.gaps if gap not in known) if verbose else hiding(verdict)
    most = len(gaps) if verbose else SHOWN
    alike: dict[str, list[str]] = {}
    for gap in gaps:
        alike.setdefault(_why(gap), []).append(harmless(gap.location.path, 60) or "the artifact")
    named = [f"{_listed(paths, most)} ({why})" for why, paths in alike.items()]
    if named:
        yield Text(f"Not read: {_listed(named, most, '; ')}", style="dim")
    for gap in known:
        yield Text(f"Not compared: {harmless(gap.detail, 200)}", style="dim")


def _why(gap: Gap) -> str:
    return gap.reason.value + (f": {harmless(gap.detail, 80)}" if gap.detail else "")


def _listed(words: list[str], most: int, comma: str = ", ") -> str:
    """
    Return `words` as a list that tells how many are left out.

    >>> _listed(["a", "b", "c"], 2)
    'a, b and 1 more'
    """
    rest = len(words) - most
    return comma.join(words[:most]) + (f" and {rest} more" if rest > 0 else "")


def _unread(report: Report, console: Console) -> None:
    """Print, on few lines each, the artifacts of which nothing is known but that they were not read whole."""
    unread = [one.verdict for one in report.judged if only_unread(one.verdict)]
    for verdict in unread:
        ref = verdict.artifact
        name = (
            f"{harmless(ref.name)} {harmless(ref.version or '')}".rstrip() if ref.name else harmless(ref.file)
        )
        level = LEVEL[verdict.level]
        console.print(
            Text.assemble((f"{level}  ", _STYLE[verdict.level]), (name, "bold"), "  not read whole")
        )
        for line in _gaps(verdict, verbose=report.verbose):
            console.print(Padding(line, (0, 0, 0, 2)))
    if unread:
        console.print(Text.assemble(("→ ", "bold"), advice(unread[0])))
        console.print()


def _clear(report: Report, console: Console) -> None:
    clear = [one.verdict for one in report.judged if one.verdict.level is Level.CLEAR]
    if len(clear) > CLEAR_SHOWN and not report.verbose:
        return
    for verdict in clear:
        ref = verdict.artifact
        name = f"{harmless(ref.name)} {harmless(ref.version or '')}  " if ref.name else ""
        console.print(
            Text.assemble(("clear  ", _STYLE[Level.CLEAR]), (name, "bold"), (harmless(ref.file), "dim"))
        )
        for gap in uncompared(verdict):
            console.print(
                Padding(Text(f"Not compared: {harmless(gap.detail, 200)}", style="dim"), (0, 0, 0, 2))
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
