"""`watchhouse scan`: which packages of those that were named are malicious, and why."""

from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from watchhouse import bootstrap
from watchhouse.cli.destination import destination
from watchhouse.cli.exit_code import exit_code
from watchhouse.cli.report import Report
from watchhouse.model.request import Request
from watchhouse.model.verdict import Level
from watchhouse.pipeline.scan import Outcome

if TYPE_CHECKING:
    from watchhouse.pipeline.against import Against
    from watchhouse.pipeline.scanner import Scanner

FORMATS = ("terminal", "json", "sarif", "markdown")
LEVELS = {"notable": Level.NOTABLE, "suspicious": Level.SUSPICIOUS, "malicious": Level.MALICIOUS}

_EXAMPLES = """
\b
A TARGET is what you have at hand:
  demo-1.0-py3-none-any.whl   a file: wheel, sdist, npm tarball, nupkg, zip, .py …
  ./src                       a folder
  requests                    a project on your index: what pip would install here
  requests==2.32.3            one version of it
  "requests>=2,<3"            the newest that fits
  pkg:pypi/requests@2.32.3    a purl; pkg:npm/… works too
  requirements.txt            everything that a file asks for; also pylock.toml, uv.lock,
                              poetry.lock, Pipfile.lock, package-lock.json,
                              CycloneDX and SPDX documents in JSON

\b
Examples:
  watchhouse scan requests flask
  watchhouse scan --fail-on malicious uv.lock
  watchhouse scan --format sarif --output scan.sarif dist/*.whl
  watchhouse scan --environment
  watchhouse scan --against previous requests
  watchhouse scan --against demo-1.0-py3-none-any.whl dist/demo-1.1-py3-none-any.whl

\b
Exit codes:
  0    everything was read, and nothing reached --fail-on
  1    something reached --fail-on
  2    the command makes no sense, or a file is missing
  3    not everything could be judged: a target failed, or code may hide in what
       could not be read; nothing else reached --fail-on
  130  interrupted

Nothing that is scanned is installed, imported or run. Files are opened in separate
processes that hold no credentials.
"""


@click.command(name="scan", epilog=_EXAMPLES, short_help="Examine packages and say which are malicious.")
@click.argument("targets", nargs=-1, metavar="TARGET…")
@click.option(
    "--environment", is_flag=True, help="Also examine everything that is installed: here, or see --python."
)
@click.option(
    "--python",
    type=click.Path(exists=True, path_type=Path),
    metavar="PATH",
    help="The environment, or its interpreter, that --environment means.",
)
@click.option(
    "--against",
    default="",
    metavar="WHAT",
    help="Also tell what is new since an earlier release: previous (the newest older one on the index), a VERSION, "
    "or a FILE.",
)
@click.option("--format", "form", type=click.Choice(FORMATS), default="terminal", show_default=True)
@click.option(
    "--output", "-o", type=click.Path(dir_okay=False, path_type=Path), help="Write the report to a file."
)
@click.option(
    "--fail-on",
    type=click.Choice(tuple(LEVELS)),
    default="suspicious",
    show_default=True,
    help="The level from which on the exit code is 1.",
)
@click.option(
    "--index-url", default="", metavar="URL", help="Ask this index  [default: as configured for pip]."
)
@click.option(
    "--npm-registry", default="", metavar="URL", help="Ask this registry  [default: as configured for npm]."
)
@click.option(
    "--jobs",
    "-j",
    type=click.IntRange(1, 256),
    metavar="N",
    help="Processes at once  [default: one per processor].",
)
@click.option(
    "--timeout",
    type=click.FloatRange(1, 86_400),
    default=120.0,
    show_default=True,
    metavar="SECONDS",
    help="Time for one artifact; then it counts as not read.",
)
@click.option("--no-cache", is_flag=True, help="Download everything anew.")
@click.option("--verbose", "-v", is_flag=True, help="Show every sighting with its weight, and every gap.")
def command(  # noqa: PLR0913 - one parameter for each option
    *,
    targets: tuple[str, ...],
    environment: bool,
    python: Path | None,
    against: str,
    form: str,
    output: Path | None,
    fail_on: str,
    index_url: str,
    npm_registry: str,
    jobs: int | None,
    timeout: float,
    no_cache: bool,
    verbose: bool,
) -> int:
    """Examine packages and say which of them are malicious, and why."""
    if python is not None and not environment:
        raise click.UsageError("--python says which environment --environment means: give both")
    if "" in targets:
        raise click.UsageError("a target is empty")
    if not targets and not environment:
        raise click.UsageError("name at least one target: watchhouse scan --help shows which")
    settings = bootstrap.Settings(
        index_url=index_url,
        npm_registry=npm_registry,
        jobs=jobs or bootstrap.processors(),
        seconds=timeout,
        cached=not no_cache,
    )
    with destination(output) as stream, bootstrap.open_scanner(settings) as scanner:
        requests = scanner.expand(targets, environment=environment, python=python)
        outcomes = _scan(scanner, requests, _earlier(against, requests))
        report = Report(outcomes=outcomes, verbose=verbose)
        _write(report, form, stream)
    return exit_code(report, LEVELS[fail_on])


def _earlier(word: str, requests: tuple[Request, ...]) -> "Against | None":
    """Return what is to be compared with; raises click.UsageError where that is one file for several targets."""
    from watchhouse.pipeline.against import asks_index, read_against

    if not word:
        return None
    against = read_against(word)
    if not asks_index(against) and len(requests) > 1:
        raise click.UsageError("--against FILE compares one target: name one")
    return against


def _scan(
    scanner: "Scanner", requests: tuple[Request, ...], against: "Against | None"
) -> tuple[Outcome, ...]:
    from watchhouse.cli.progress import progress

    outcomes: dict[int, Outcome] = {}
    with progress(len(requests)) as advance:
        for position, outcome in scanner.scan(requests, against=against):
            outcomes[position] = outcome
            advance()
    return tuple(outcome for _, outcome in sorted(outcomes.items()))


def _write(report: Report, form: str, stream: IO[str]) -> None:
    match form:
        case "json":
            from watchhouse.cli import json_report

            stream.write(json_report.render(report))
        case "sarif":
            from watchhouse.cli import sarif
            from watchhouse.evidence.catalogue import RULES

            stream.write(sarif.render(report, RULES))
        case "markdown":
            from watchhouse.cli import markdown

            stream.write(markdown.render(report))
        case _:
            from watchhouse.cli import terminal
            from watchhouse.cli.screen import screen

            with screen(stream) as console:
                terminal.show(report, console)
