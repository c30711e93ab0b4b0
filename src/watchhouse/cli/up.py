"""`watchhouse up`: the whole watch on this machine, with nothing to set up."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from watchhouse import bootstrap
from watchhouse.cli.demonstration import Stream, begin_stream
from watchhouse.cli.registry_options import registry_arguments, registry_options, registry_settings
from watchhouse.cli.service import stopping
from watchhouse.cli.service_options import work_options
from watchhouse.cli.store_options import blob_option, store_options, store_settings
from watchhouse.cli.up_screen import shown
from watchhouse.web.listen import Listen, free, listen

PLACE = "127.0.0.1:8700"
_NEXT_PORTS = 20
"""Ports that are tried after the default one."""
_TEND = 0.25
_SHOW_EVERY = 4
"""The screen is drawn anew with every so manieth look at the children."""
_DEMO_INTERVAL = 1.0

_EXAMPLES = """
\b
Examples:
  watchhouse up                               what your package index publishes from now on
  watchhouse up --demo                        a recorded stream of inert packages
  watchhouse up --feed pypi --feed npm --npm-replication https://replicate.example/registry
  watchhouse up --database-url postgresql://watchhouse@db.example/watchhouse

\b
While it runs:
  open the page that it names                 what arrives, what was found and why
  watchhouse status                           the same on another terminal
  watchhouse scan requests                    one package, now

It runs until Ctrl-C or SIGTERM and may be stopped or killed at any moment: the next watchhouse up
goes on where it was. Where no registry can be reached at the very first start, it shows the recorded
stream instead and says so. Packages are opened in processes that have no network, no files and no
credentials; nothing is installed or run.
"""


@click.command(name="up", epilog=_EXAMPLES, short_help="Watch a registry: everything on this machine.")
@registry_options
@store_options
@blob_option
@work_options
@click.option(
    "--listen",
    "place",
    default="",
    metavar="HOST:PORT",
    help=f"Where the status page is  [default: {PLACE}].",
)
@click.option(
    "--listen-anywhere", is_flag=True, help="Let other machines reach the page, which asks for no password."
)
@click.option("--demo/--no-demo", default=None, help="Watch a recorded stream; or never fall back to it.")
@click.option("--demo-minutes", type=click.FloatRange(min=0.1), default=360.0, hidden=True)
@click.option("--demo-projects", type=click.IntRange(1, 100_000), default=6_000, hidden=True)
def command(  # noqa: PLR0913 - one parameter for each option
    *,
    database_url: str,
    data: Path | None,
    blobs: str,
    jobs: int | None,
    keep_gigabytes: float,
    place: str,
    listen_anywhere: bool,
    demo: bool | None,
    demo_minutes: float,
    demo_projects: int,
    **options: Any,
) -> None:
    """
    Watch a registry and examine everything that it publishes.

    Starts the database, the watch of the feeds, the workers and the status page, and starts again whatever ends.
    """
    store = store_settings(database_url, data, blobs)
    registries = registry_settings(options)
    page = _page(place, anywhere=listen_anywhere)
    stream: Stream | None = None
    if demo and database_url:
        raise click.UsageError("--demo keeps its own database: leave --database-url out")
    if demo or (demo is None and _nothing_answers(store, registries)):
        store = store.demonstration
        stream = begin_stream(store.data, minutes=demo_minutes, projects=demo_projects)
        registries = bootstrap.RegistrySettings(index_url=stream.index_url, since=0)
    work = ("--jobs", str(jobs or bootstrap.processors()), "--keep-gigabytes", str(keep_gigabytes))
    commands = {
        **({"registry": ("demonstration", "--supervised", str(store.data))} if stream else {}),
        "watch": ("watch", "--supervised", *_interval(stream), *registry_arguments(registries)),
        "worker": ("worker", "--supervised", *work, *registry_arguments(replace(registries, since=None))),
        "page": (
            "status",
            "--supervised",
            "--listen",
            f"{_bracketed(page.host)}:{page.port}",
            *_anywhere(page),
        ),
    }
    _run(store, commands, _head(page, stream), demonstration=stream is not None)


def _run(
    store: bootstrap.StoreSettings,
    commands: dict[str, tuple[str, ...]],
    head: tuple[str, ...],
    *,
    demonstration: bool,
) -> None:
    with (
        stopping() as stop,
        shown(head, store.data / "log") as screen,
        bootstrap.open_house(store, commands, demonstration=demonstration, tell=screen.tell) as house,
    ):
        looks = 0
        while not stop.wait(_TEND):
            house.tend()
            if looks % _SHOW_EVERY == 0:
                screen.show(house.overview())
            looks += 1


def _nothing_answers(store: bootstrap.StoreSettings, registries: bootstrap.RegistrySettings) -> bool:
    """Say and return whether this is a very first start at which no registry can be reached."""
    if bootstrap.stored(store):
        return False
    complaint = bootstrap.answers(registries)
    if complaint:
        click.echo(f"watchhouse: no registry can be reached: {complaint}", err=True)
        click.echo(
            "watchhouse: showing the recorded demonstration instead (--no-demo keeps trying)", err=True
        )
    return bool(complaint)


def _page(place: str, *, anywhere: bool) -> Listen:
    if place:
        return free(listen(place, anywhere=anywhere))
    return free(listen(PLACE, anywhere=anywhere), tries=_NEXT_PORTS)


def _head(page: Listen, stream: Stream | None) -> tuple[str, ...]:
    what = "a recorded demonstration" if stream else "your package registry"
    return (
        f"Watchhouse watches {what}: open {page.url}",
        "Ctrl-C stops it. Try in another terminal: watchhouse status, watchhouse scan requests",
    )


def _interval(stream: Stream | None) -> tuple[str, ...]:
    return ("--interval", str(_DEMO_INTERVAL)) if stream else ()


def _anywhere(page: Listen) -> tuple[str, ...]:
    return () if page.loopback else ("--listen-anywhere",)


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
