"""`watchhouse up`: the whole watch on this machine, with nothing to set up."""

import os
import shutil
import sys
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from watchhouse import bootstrap
from watchhouse.cli.demonstration import MINUTES, demonstration, stale
from watchhouse.cli.registry_options import registry_arguments, registry_options, registry_settings
from watchhouse.cli.service import stopping
from watchhouse.cli.service_options import work_options
from watchhouse.cli.store_options import blob_option, store_options, store_settings
from watchhouse.cli.up_screen import Shown, shown
from watchhouse.web.listen import Listen, free, listen

PLACE = "127.0.0.1:8700"
_NEXT_PORTS = 20
"""Ports that are tried after the default one."""
_TEND = 0.25
_SHOW_EVERY = 4
"""The screen is drawn anew with every so manieth look at the children."""
_INTERVAL = 15.0
_DEMO_INTERVAL = 1.0
"""Seconds between two questions to a registry that had nothing more to tell."""

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
@click.option("--demo-minutes", type=click.FloatRange(min=0.01), default=MINUTES, hidden=True)
def command(
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
    **options: Any,
) -> None:
    """
    Watch a registry and examine everything that it publishes.

    Starts the database, the watch of the feeds, the workers and the status page, and starts again whatever ends.
    """
    store = store_settings(database_url, data, blobs)
    registries = registry_settings(options)
    page = _page(place, anywhere=listen_anywhere)
    if demo and database_url:
        raise click.UsageError("--demo keeps its own database: leave --database-url out")
    work = ("--jobs", str(jobs or bootstrap.processors()), "--keep-gigabytes", str(keep_gigabytes))
    if demo or (demo is None and _nothing_answers(store, registries)):
        _demonstrate(store.demonstration, demo_minutes, page, work)
    else:
        _watch(store, registries, page, work)


def _watch(
    store: bootstrap.StoreSettings,
    registries: bootstrap.RegistrySettings,
    page: Listen,
    work: tuple[str, ...],
) -> None:
    head = _head(page, "your package registry")
    with (
        stopping() as stop,
        shown(head, store.data / "log") as screen,
        bootstrap.open_house(store, tell=screen.tell) as house,
    ):
        _run(house, _commands(registries, page, work, _INTERVAL), screen, stop)


def _demonstrate(store: bootstrap.StoreSettings, minutes: float, page: Listen, work: tuple[str, ...]) -> None:
    if stale(store.data):
        bootstrap.forget(store)
    head = _head(page, "a recorded demonstration")
    with (
        stopping() as stop,
        shown(head, store.data / "log") as screen,
        bootstrap.open_house(store, tell=screen.tell) as house,
        # The stream begins when the database is ready, which may take a while the first time.
        demonstration(store.data, minutes) as registries,
    ):
        house.announce_demonstration()
        _run(house, _commands(registries, page, work, _DEMO_INTERVAL), screen, stop)


def _run(
    house: "bootstrap.House", commands: dict[str, tuple[str, ...]], screen: Shown, stop: threading.Event
) -> None:
    """Keep `commands` running and `screen` up to date until `stop` is set."""
    with house.running(commands) as running:
        looks = 0
        while not stop.wait(_TEND):
            running.tend()
            if looks % _SHOW_EVERY == 0:
                screen.show(house.overview())
            looks += 1


def _commands(
    registries: bootstrap.RegistrySettings, page: Listen, work: tuple[str, ...], interval: float
) -> dict[str, tuple[str, ...]]:
    """Return what is started, by name."""
    asked = registry_arguments(replace(registries, since=None))
    anywhere = () if page.loopback else ("--listen-anywhere",)
    host = f"[{page.host}]" if ":" in page.host else page.host
    return {
        "watch": ("watch", "--supervised", "--interval", str(interval), *registry_arguments(registries)),
        "worker": ("worker", "--supervised", *work, *asked),
        "page": ("status", "--supervised", "--listen", f"{host}:{page.port}", *anywhere),
    }


def _nothing_answers(store: bootstrap.StoreSettings, registries: bootstrap.RegistrySettings) -> bool:
    """Return whether this is a very first start at which no registry can be reached, and say so."""
    if bootstrap.stored(store):
        return False
    click.echo("watchhouse: asking whether your registry answers", err=True)
    complaint = bootstrap.answers(registries)
    if complaint:
        click.echo(f"watchhouse: no registry can be reached: {complaint}", err=True)
        click.echo("watchhouse: showing a recorded demonstration instead (--no-demo keeps trying)", err=True)
    return bool(complaint)


def _page(place: str, *, anywhere: bool) -> Listen:
    if place:
        return free(listen(place, anywhere=anywhere))
    return free(listen(PLACE, anywhere=anywhere), tries=_NEXT_PORTS)


def _head(page: Listen, what: str) -> tuple[str, ...]:
    program = _program()
    return (
        f"Watchhouse watches {what}: open {page.url}",
        f"Ctrl-C stops it. Try in another terminal: {program} status, {program} scan requests",
    )


def _program() -> str:
    """Return what to type for this program: its name where the shell finds it, otherwise where it lies."""
    called = Path(sys.argv[0])
    if called.name == "__main__.py":
        return "python -m watchhouse"
    return called.name if shutil.which(called.name) else os.path.relpath(called)
