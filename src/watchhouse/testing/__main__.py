"""`python -m watchhouse.testing`: a package registry on this machine, made of generated packages."""

import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click

from watchhouse.model.errors import RequestError, WatchhouseError
from watchhouse.model.identity import Ecosystem
from watchhouse.testing.clock import RunningClock, this_second
from watchhouse.testing.faults import Faults, parse_rule
from watchhouse.testing.local_registry import Registry, serve
from watchhouse.testing.recipe import Recipe
from watchhouse.testing.world import World

_DEFAULTS = Recipe()


def _mix(_context: click.Context, _option: click.Parameter, text: str) -> tuple[tuple[Ecosystem, int], ...]:
    try:
        pairs = [part.partition("=") for part in text.split(",")]
        return tuple((Ecosystem(name.strip()), int(weight)) for name, _, weight in pairs)
    except ValueError as error:
        raise click.BadParameter(f"{text!r} is no mix such as pypi=50,npm=50: {error}") from error


@click.command(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 96})
@click.option("--seed", default=1, show_default=True, help="The same seed is the same packages.")
@click.option(
    "--projects", default=1_000, show_default=True, help="About 1.3 files each are published in the stream."
)
@click.option("--hours", default=24.0, show_default=True, help="How much traffic the stream holds.")
@click.option("--speed", default=60.0, show_default=True, help="How many times as fast it goes by.")
@click.option(
    "--mix",
    callback=_mix,
    default="pypi=50,npm=35,nuget=15",
    show_default=True,
    help="Where the projects are.",
)
@click.option("--hostile", default=_DEFAULTS.hostile, show_default=True, help="Share that looks malicious.")
@click.option(
    "--removed", default=0.0, show_default=True, help="Share of new projects that is removed again."
)
@click.option("--bursts", default=_DEFAULTS.bursts, show_default=True, help="Floods by one author.")
@click.option(
    "--median", default=_DEFAULTS.median, show_default=True, help="Bytes of a file that is not large."
)
@click.option("--largest", default=_DEFAULTS.largest, show_default=True, help="No file is larger.")
@click.option(
    "--cache", type=click.Path(file_okay=False, path_type=Path), help="Keep the files here, to be faster."
)
@click.option("--prepare", is_flag=True, help="Make every file before the stream begins.")
@click.option("--port", default=0, help="Of 127.0.0.1.  [default: any that is free]")
@click.option(
    "--fault", "faults", multiple=True, metavar="RULE", help="What goes wrong: see below; several may."
)
@click.option(
    "--fault-seed", default=0, show_default=True, help="The same seed is the same requests that fail."
)
def testing(
    *,
    hours: float,
    speed: float,
    cache: Path | None,
    prepare: bool,
    port: int,
    faults: tuple[str, ...],
    fault_seed: int,
    **shape: Any,
) -> None:
    """
    Serve PyPI, npm, NuGet and an operator's event feed from generated packages.

    Everything follows from the seed. Files are made when they are asked for; the samples that look malicious
    are inert: they fail at their first line, and their hosts do not exist.
    The stream begins when the registry does. With --hours 24 --speed 60 a day's traffic passes in 24 minutes;
    the times it states are real ones, so nothing lies in the future.

    \b
    A RULE is KIND[=RATE][,path=PREFIX][,times=N][,amount=X][,lasting]:
      gap, duplicate, reorder, future, unownable   rows of the streams, each drawn once
      serial-back      the stream ends AMOUNT rows earlier (1000), as on a stale replica
      full-page        PyPI's changelog answers exactly 50,000 rows
      too-many         429 with Retry-After AMOUNT (1)
      error, gone      500, 404
      redirect         to a host that does not exist
      nonsense         a page for people, with status 200
      truncate         half of the body, then the connection closes
      slow             the body takes AMOUNT seconds (5)
      wrong-hash       one bit of the body is another
      huge             the document is AMOUNT bytes long (200 MB)
      giant            AMOUNT bytes of zeros (4 GB) in place of the answer

    \b
    Try, in another terminal (URL is printed at the start):
      pip download --no-deps -i URL/simple/ NAME
      npm view NAME --registry URL/npm/
      curl URL/-/control
      curl -d '{"rules": ["too-many=0.2,path=/packages/"]}' URL/-/control/faults
    """  # noqa: D301 - \b tells click to keep these lines as they are
    rules = tuple(map(parse_rule, faults))
    if speed <= 0 or hours <= 0:
        raise RequestError("--speed and --hours are positive")
    begin = this_second()
    recipe = Recipe(begin=begin, span=timedelta(hours=hours / speed), **shape)
    world = World(recipe, clock=RunningClock(begin), cache=cache)
    if prepare:
        _make_all(world)
        world = world.beginning(now := this_second(), RunningClock(now))
    with serve(world, Faults(rules=rules, seed=fault_seed), port=port) as registry:
        _tell(registry)
        threading.Event().wait()


def _make_all(world: World) -> None:
    files = world.published(since=datetime.fromtimestamp(0, tz=UTC), until=world.recipe.end)
    with click.progressbar(files, label="making packages", file=sys.stderr) as shown:
        for file in shown:
            world.digests(file.key)


def _tell(registry: Registry) -> None:
    recipe = registry.world.recipe
    files = registry.world.published(until=recipe.end)
    hostile = sum(file.kind.hostile for file in files)
    click.echo(f"{len(files):,} files until {recipe.end:%H:%M:%S} UTC, {hostile:,} of which look malicious")
    for label, url in (
        ("Python index", registry.simple),
        ("npm registry", registry.npm),
        ("npm's changes", f"{registry.npm_replication}/_changes"),
        ("NuGet source", registry.nuget),
        ("operator's feed", registry.operator(Ecosystem.PYPI)),
        ("  its key", registry.operator_key),
        ("control", f"{registry.url}/-/control"),
    ):
        click.echo(f"  {label:16} {url}")


def main() -> None:
    """Run the command."""
    try:
        testing(standalone_mode=False)
    except (WatchhouseError, click.ClickException) as error:
        message = error.format_message() if isinstance(error, click.ClickException) else str(error)
        click.echo(f"watchhouse.testing: {message}", err=True)
        sys.exit(2)
    except (KeyboardInterrupt, click.Abort):
        sys.exit(130)


if __name__ == "__main__":
    main()
