"""`watchhouse watch`: read what registries tell, and nothing else; workers do the rest."""

import os
from pathlib import Path
from typing import Any

import click

from watchhouse import bootstrap
from watchhouse.cli.exit_code import NOTHING
from watchhouse.cli.registry_options import registry_options, registry_settings
from watchhouse.cli.service import service
from watchhouse.cli.store_options import store_options, store_settings, supervised_option

_EXAMPLES = """
\b
Examples, for a database that several machines share:
  export WATCHHOUSE_DATABASE_URL=postgresql://watchhouse@db.example/watchhouse
  watchhouse database migrate
  watchhouse watch --feed pypi --feed npm --npm-replication https://replicate.example/registry
  watchhouse worker --feed pypi --feed npm        on as many machines as you like

Of two that watch one feed, the second waits until the first is gone. On one machine, watchhouse up
starts all of it.
"""


@click.command(name="watch", epilog=_EXAMPLES, short_help="Read the feeds of registries into the database.")
@registry_options
@store_options
@click.option(
    "--interval",
    type=click.FloatRange(0.1, 3600),
    default=15.0,
    show_default=True,
    metavar="SECONDS",
    help="Between two questions to a registry that had nothing more to tell.",
)
@supervised_option
def command(
    *, database_url: str, data: Path | None, interval: float, supervised: bool, **options: Any
) -> None:
    """Read what happens on the registries, event by event, and keep the place in the database."""
    with service(supervised=supervised) as stop:
        settings = bootstrap.ServiceSettings(
            store=store_settings(database_url, data),
            registries=registry_settings(options),
            interval=interval,
        )
        with bootstrap.open_service(settings) as running:
            if not running.watch(stop):
                # A thread that waits for a registry cannot be called back. It holds nothing: what it would write
                # is one transaction, and the cursor has not moved.
                os._exit(NOTHING)
