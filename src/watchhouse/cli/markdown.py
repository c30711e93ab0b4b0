"""The report as Markdown for a comment on an issue; all hostile text stands in code spans and code blocks."""

import re
from collections.abc import Iterator

from watchhouse.cli.report import Report
from watchhouse.model.harmless import harmless
from watchhouse.model.verdict import Level, Verdict
from watchhouse.pipeline.scan import Judged
from watchhouse.verdicts.grounds import Ground, grounds
from watchhouse.verdicts.words import LEVEL, MOMENT, advice, chance, counted, hiding, uncompared

SHOWN = 5
"""Reasons per artifact; a comment that scrolls is not read."""


def render(report: Report) -> str:
    """Return `report` as Markdown, the worst first."""
    lines = [f"## Watchhouse: {_summary(report)}", ""]
    for one in report.judged:
        if one.verdict.level is not Level.CLEAR:
            lines += [*_artifact(one, verbose=report.verbose), ""]
    clear = [one.verdict for one in report.judged if one.verdict.level is Level.CLEAR]
    if clear:
        lines += ["### Clear", "", *map(_clear, clear), ""]
    if report.failed:
        lines += ["### Could not be judged", ""]
        lines += [f"- {_span(one.target)}: {_span(one.cause, 400)}" for one in report.failed]
    return "\n".join(lines).rstrip() + "\n"


def _clear(verdict: Verdict) -> str:
    notes = "".join(f" (not compared: {_span(gap.detail)})" for gap in uncompared(verdict))
    return f"- {_span(verdict.artifact.file)}{notes}"


def _summary(report: Report) -> str:
    counts = [(report.count(level), LEVEL[level]) for level in sorted(Level, reverse=True)]
    counts.append((len(report.failed), "could not be judged"))
    return ", ".join(f"{count} {words}" for count, words in counts if count) or "nothing to judge"


def _artifact(one: Judged, *, verbose: bool) -> Iterator[str]:
    verdict = one.verdict
    ref = verdict.artifact
    name = f"{ref.name} {ref.version or ''}".strip() if ref.name else ref.file
    yield f"### {LEVEL[verdict.level].capitalize()}: {_span(name)}"
    yield ""
    yield f"{_span(ref.file)}, SHA-256 `{verdict.sha256}`: {chance(verdict)}."
    yield ""
    found = grounds(verdict)
    shown = found if verbose else found[:SHOWN]
    for number, ground in enumerate(shown, start=1):
        yield from _ground(number, ground)
    if len(found) > len(shown):
        yield f"… and {counted(len(found) - len(shown), 'more reason')}."
        yield ""
    yield from _gaps(verdict)
    yield f"**{advice(verdict)}**"


def _ground(number: int, ground: Ground) -> Iterator[str]:
    sighting = ground.sighting
    place = sighting.location.path + (f":{sighting.location.line}" if sighting.location.line else "")
    where = f", {_span(place)}" if place else ""
    more = f", and {counted(ground.alike, 'more place')}" if ground.alike else ""
    yield f"{number}. {'; '.join(map(_words, ground.claims))} ({MOMENT[sighting.moment]}{where}{more})"
    yield ""
    if sighting.excerpt:
        yield from _block(harmless(sighting.excerpt))
    if sighting.decoded and sighting.decoded != sighting.excerpt:
        yield "   It says:"
        yield ""
        yield from _block(harmless(sighting.decoded))


def _gaps(verdict: Verdict) -> Iterator[str]:
    gaps = hiding(verdict)
    if gaps:
        named = "; ".join(
            f"{_span(gap.location.path or 'the artifact')} ({gap.reason.value})" for gap in gaps[:SHOWN]
        )
        rest = f"; and {counted(len(gaps) - SHOWN, 'more thing')}" if len(gaps) > SHOWN else ""
        yield f"Not read: {named}{rest}."
        yield ""
    for gap in uncompared(verdict):
        yield f"Not compared with an earlier release: {_span(gap.detail)}."
        yield ""


def _words(claim: str) -> str:
    """Return a claim of ours with everything escaped that Markdown would act on (CommonMark 2.4)."""
    return re.sub(r"([\\`*_{}\[\]<>()#+.!|~@&-])", r"\\\1", harmless(claim, 400))


def _span(text: str, limit: int = 200) -> str:
    """
    Return hostile `text` as a code span, in which nothing is markup and nobody is mentioned (CommonMark 6.1).

    >>> _span("a`b")
    '`` a`b ``'
    """
    shown = harmless(text, limit) or " "
    fence = "`" * (_longest_run(shown) + 1)
    padding = " " if "`" in shown else ""
    return f"{fence}{padding}{shown}{padding}{fence}"


def _block(line: str) -> Iterator[str]:
    """Yield `line` as a fenced block within a list (CommonMark 4.5)."""
    fence = "`" * max(3, _longest_run(line) + 1)
    yield from (f"   {fence}", f"   {line}", f"   {fence}", "")


def _longest_run(text: str) -> int:
    return max((len(run) for run in re.findall("`+", text)), default=0)
