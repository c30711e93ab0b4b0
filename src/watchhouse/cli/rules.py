"""`watchhouse rules`: what Watchhouse looks for."""

import sys

import click

from watchhouse.evidence.catalogue import RULES
from watchhouse.evidence.detector import Rule

_PIPE_WIDTH = 200
"""Whatever reads a pipe wants one rule on one line."""
_ROOMY = 110
"""Columns from which on every rule fits on one line with its techniques."""


@click.command(name="rules", short_help="List what Watchhouse looks for.")
@click.argument("rule", required=False, metavar="[ID]")
def command(*, rule: str | None) -> None:
    """
    List what Watchhouse looks for, or show what one rule looks at and what it does not.

    \b
    Examples:
      watchhouse rules
      watchhouse rules pth-exec
    """  # noqa: D301 - \b tells click to keep these lines as they are
    if rule is None:
        _list()
    else:
        click.echo(page(_find(rule)), nl=False)


def page(detector: Rule) -> str:
    """Return the page of one rule, in Markdown."""
    facts = [
        f"Severity: {detector.severity.name.lower()}",
        f"ATT&CK: {', '.join(technique.value for technique in detector.techniques)}",
    ]
    if detector.vector:
        facts.append(f"SAP attack vector: {detector.vector}")
    listed = "".join(f"* {fact}\n" for fact in facts)
    return f"# {detector.id}: {detector.title}\n\n{listed}\n{detector.doc.strip()}\n"


def _list() -> None:
    from rich.table import Table

    from watchhouse.cli.screen import screen

    with screen(sys.stdout, _PIPE_WIDTH) as console:
        table = Table("id", "severity", "looks for", box=None, pad_edge=False, header_style="bold")
        if console.width >= _ROOMY:
            table.add_column("ATT&CK, SAP")
        for detector in RULES:
            known = [technique.value for technique in detector.techniques]
            known += [detector.vector] if detector.vector else []
            cells = (detector.id, detector.severity.name.lower(), detector.title, " ".join(known))
            table.add_row(*cells[: len(table.columns)])
        console.print(table)


def _find(rule: str) -> Rule:
    for detector in RULES:
        if detector.id == rule:
            return detector
    raise click.UsageError(f"no rule is called {rule!r}: watchhouse rules lists them")
