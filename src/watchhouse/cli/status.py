"""`watchhouse status`: how the watch stands, on the terminal, as JSON, or as a page."""

import sys
from pathlib import Path

import click

from watchhouse import bootstrap
from watchhouse.cli.store_options import store_options, store_settings, supervised_option

_EXAMPLES = """
\b
Examples:
  watchhouse status
  watchhouse status --format json
  watchhouse status --listen 127.0.0.1:8700     serve the page, /healthz and /metrics

It only looks: it works beside a running watch, and also when none runs.
"""


@click.command(name="status", epilog=_EXAMPLES, short_help="Show how the watch stands.")
@store_options
@click.option(
    "--format", "form", type=click.Choice(("terminal", "json")), default="terminal", show_default=True
)
@click.option(
    "--listen", "place", default="", metavar="HOST:PORT", help="Serve the status page there until stopped."
)
@click.option(
    "--listen-anywhere",
    is_flag=True,
    help="Let other machines reach --listen; the page asks for no password.",
)
@supervised_option
def command(
    *, database_url: str, data: Path | None, form: str, place: str, listen_anywhere: bool, supervised: bool
) -> None:
    """Show what arrives, what was found, how far behind the watch is, and what needs attention."""
    settings = store_settings(database_url, data)
    if not bootstrap.stored(settings) and bootstrap.stored(settings.demonstration):
        settings = settings.demonstration
    if place:
        _serve(settings, place, anywhere=listen_anywhere, supervised=supervised)
    else:
        _show(settings, form)


def _show(settings: bootstrap.StoreSettings, form: str) -> None:
    from watchhouse.model.harmless import json_text

    with bootstrap.open_reader(settings) as reader:
        overview = reader.overview()
    if form == "json":
        from watchhouse.web.status.document import status_document

        sys.stdout.write(json_text(status_document(overview)))
        return
    from watchhouse.cli.overview_screen import overview_screen
    from watchhouse.cli.screen import screen
    from watchhouse.web.status.view import page_view

    with screen(sys.stdout) as console:
        console.print(overview_screen(page_view(overview), found=20))


def _serve(settings: bootstrap.StoreSettings, place: str, *, anywhere: bool, supervised: bool) -> None:
    from watchhouse.cli.service import service
    from watchhouse.web.listen import free, listen
    from watchhouse.web.status.serve import serve

    where = free(listen(place, anywhere=anywhere))
    with service(supervised=supervised) as stop, bootstrap.open_reader(settings) as reader:
        serve(reader, where, stop)
