"""`watchhouse rescan`: have judged again what older rules judged."""

from pathlib import Path

import click

from watchhouse import bootstrap
from watchhouse.cli.person import person
from watchhouse.cli.store_options import store_options, store_settings
from watchhouse.model.identity import Ecosystem, project_name
from watchhouse.verdicts.words import LEVEL, counted

_EXAMPLES = """
\b
Examples:
  watchhouse rescan                          everything that other rules judged
  watchhouse rescan --least suspicious       what was suspicious or worse
  watchhouse rescan --ecosystem npm --name left-pad

Whatever runs judges again by itself, a little at a time, once its rules are new; this makes it
sooner for what you name. The old verdicts stay beside the new ones.
"""


@click.command(name="rescan", epilog=_EXAMPLES, short_help="Judge again what older rules judged.")
@click.option(
    "--ecosystem", type=click.Choice([one.value for one in Ecosystem]), help="Only files of this ecosystem."
)
@click.option("--name", default="", metavar="PROJECT", help="Only files of this project; needs --ecosystem.")
@click.option("--least", type=click.Choice(list(LEVEL.values())), help="Only what was at least this, once.")
@store_options
def command(
    *, ecosystem: str | None, name: str, least: str | None, database_url: str, data: Path | None
) -> None:
    """Have judged again, in the background, files that this version's rules have not judged."""
    from watchhouse.pipeline.flow.rescan import rescan

    if name and ecosystem is None:
        raise click.UsageError("--name needs --ecosystem: names mean something within one only")
    chosen = Ecosystem(ecosystem) if ecosystem else None
    with bootstrap.open_orders(store_settings(database_url, data)) as context:
        count = rescan(
            context,
            person(),
            ecosystem=chosen,
            name=project_name(name, chosen) if chosen and name else None,
            least=next((level for level, word in LEVEL.items() if word == least), None) if least else None,
        )
    click.echo(f"{counted(count, 'file')} to be judged again by rules {context.rules}")
