"""`watchhouse backscan`: have examined what was published before the watch began."""

from collections.abc import Iterator
from pathlib import Path
from typing import IO

import click

from watchhouse import bootstrap
from watchhouse.cli.person import person
from watchhouse.cli.store_options import store_options, store_settings
from watchhouse.verdicts.words import counted

_PIECE = 1 << 20

_EXAMPLES = """
\b
FILE has one thing a line; empty lines and lines that begin with # count for nothing:
  pkg:pypi/requests@2.32.3      a package URL: one version
  pkg:npm/left-pad              every version
  requests==2.32.3              a project on the Python index
  https://files.example/a.whl   one file; its host must be one that may be asked

\b
Examples:
  watchhouse backscan packages.txt
  watchhouse backscan --progress

The lines are kept in the database in shards of 1,000 and done by whichever worker runs, after
everything else: start watchhouse up or watchhouse worker for that. The same file given twice is
done once.
"""


@click.command(name="backscan", epilog=_EXAMPLES, short_help="Examine what was published earlier.")
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--progress", is_flag=True, help="Say how far the back-scans are.")
@store_options
def command(*, file: Path | None, progress: bool, database_url: str, data: Path | None) -> None:
    """Have examined, in the background, what the lines of FILE name."""
    if (file is None) == (not progress):
        raise click.UsageError("name a file, or ask for --progress: watchhouse backscan --help shows both")
    settings = store_settings(database_url, data)
    if file is None:
        _progress(settings)
        return
    from watchhouse.pipeline.flow.backscan import add_manifest, manifest_digest

    with bootstrap.open_orders(settings) as context:
        with file.open("rb") as content:
            digest = manifest_digest(_pieces(content))
        with file.open(encoding="utf-8", errors="replace") as lines:
            count = add_manifest(context, lines, digest, person())
    click.echo(f"kept in {counted(count, 'shard')}; the workers do them after everything else")


def _progress(settings: bootstrap.StoreSettings) -> None:
    from watchhouse.store.shards import progress

    with bootstrap.open_database(settings) as database, database.read() as connection:
        found = progress(connection)
    for one in found:
        click.echo(
            f"{one.manifest[:16]}  {one.added_at:%Y-%m-%d %H:%M} UTC  {one.opened:,} of {one.shards:,} shards opened, "
            f"{one.lines:,} lines, {one.refused:,} of which name nothing that is there"
        )
    if not found:
        click.echo("there are no back-scans")


def _pieces(content: IO[bytes]) -> Iterator[bytes]:
    while piece := content.read(_PIECE):
        yield piece
