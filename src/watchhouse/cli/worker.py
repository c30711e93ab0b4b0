"""`watchhouse worker`: examine what was published; join a cluster."""

from pathlib import Path
from typing import Any

import click

from watchhouse import bootstrap
from watchhouse.cli.registry_options import registry_options, registry_settings
from watchhouse.cli.service import service
from watchhouse.cli.service_options import work_options
from watchhouse.cli.store_options import blob_option, store_options, store_settings, supervised_option

_EXAMPLES = """
\b
Examples:
  watchhouse worker --database-url postgresql://watchhouse@db.example/watchhouse \\
                    --blobs s3://watchhouse/packages

Any number of workers on any number of machines share the work. One that dies loses nothing: what it
held is done by another. Give every worker the same registries and, if packages are to be examined
again after they are gone, the same --blobs.
"""


@click.command(name="worker", epilog=_EXAMPLES, short_help="Examine what was published; join a cluster.")
@registry_options
@store_options
@blob_option
@work_options
@supervised_option
def command(
    *,
    database_url: str,
    data: Path | None,
    blobs: str,
    jobs: int | None,
    keep_gigabytes: float,
    supervised: bool,
    **options: Any,
) -> None:
    """List projects of which something happened, download what is new, examine it, and write down the verdicts."""
    from watchhouse.store.retention import Retention

    with service(supervised=supervised) as stop:
        settings = bootstrap.ServiceSettings(
            store=store_settings(database_url, data, blobs),
            registries=registry_settings(options),
            jobs=jobs or bootstrap.processors(),
            retention=Retention(blob_bytes=int(keep_gigabytes * (1 << 30))),
        )
        with bootstrap.open_service(settings) as running:
            running.work(stop)
