"""`watchhouse audit-log`: who decided what, and whether anybody changed the record of it."""

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from watchhouse import bootstrap
from watchhouse.cli.exit_code import FOUND, NOTHING
from watchhouse.cli.store_options import store_options, store_settings

if TYPE_CHECKING:
    from watchhouse.store.audit import Entry, Verified

_KNOWN = re.compile(r"([0-9]{1,18}):([0-9a-f]{64})")


@click.group(name="audit-log", short_help="Show or verify who decided what.")
def command() -> None:
    """
    Show or verify the audit log: everything that changed something by a person's or the system's decision.

    Each row is bound to the one before it, so that nothing can be changed, put in or taken out unseen.
    """


@command.command(name="show", short_help="Show the newest rows.")
@store_options
@click.option("--last", "limit", type=click.IntRange(1, 100_000), default=50, show_default=True, metavar="N")
@click.option(
    "--format", "form", type=click.Choice(("terminal", "json")), default="terminal", show_default=True
)
def show(*, database_url: str, data: Path | None, limit: int, form: str) -> None:
    """Show the newest rows, the newest first."""
    from watchhouse.store.audit import newest

    with (
        bootstrap.open_database(store_settings(database_url, data)) as database,
        database.read() as connection,
    ):
        entries = newest(connection, limit)
    if form == "json":
        from watchhouse.model.harmless import json_text

        sys.stdout.write(json_text([_document(entry) for entry in entries]))
    else:
        _print(entries)


@command.command(name="verify", short_help="Check that nothing in it was changed.")
@store_options
@click.option(
    "--known", default="", metavar="ROWS:HASH", help="An earlier answer, which must be a part of the log."
)
def verify(*, database_url: str, data: Path | None, known: str) -> int:
    """
    Follow the chain from its first row to its last.

    The answer names the number of rows and the last one's hash as ROWS:HASH. Keep it in another place: given as
    --known, it shows later that nothing was cut off.

    \b
    Exit codes:
      0  the chain holds
      1  it is broken, and where
    """  # noqa: D301 - \b tells click to keep these lines as they are
    from watchhouse.store import audit

    before = _known(known)
    with (
        bootstrap.open_database(store_settings(database_url, data)) as database,
        database.read() as connection,
    ):
        found = audit.verify(connection, before)
    match found:
        case audit.Verified():
            click.echo(f"the audit log holds: {found.rows} rows, {found.rows}:{found.last}")
            return NOTHING
        case audit.Broken():
            click.echo(f"the audit log is BROKEN: row {found.row} {found.why}")
            return FOUND


def _known(text: str) -> "Verified | None":
    from watchhouse.store.audit import Verified

    if not text:
        return None
    match = _KNOWN.fullmatch(text)
    if match is None:
        raise click.UsageError("--known takes what an earlier verify said: ROWS:HASH")
    return Verified(rows=int(match[1]), last=match[2])


def _document(entry: "Entry") -> dict[str, object]:
    return {
        "id": entry.id,
        "at": entry.at.isoformat(),
        "actor": entry.actor,
        "action": entry.action,
        "subject": entry.subject,
        "detail": entry.detail,
    }


def _print(entries: "tuple[Entry, ...]") -> None:
    from rich.table import Table

    from watchhouse.cli.screen import screen
    from watchhouse.model.harmless import harmless

    with screen(sys.stdout, 160) as console:
        if not entries:
            console.print("the audit log is empty")
            return
        table = Table(
            "row",
            "when (UTC)",
            "who",
            "what",
            "to what",
            "why",
            box=None,
            pad_edge=False,
            header_style="bold",
        )
        for entry in entries:
            table.add_row(
                str(entry.id),
                f"{entry.at:%Y-%m-%d %H:%M:%S}",
                *(harmless(text) for text in (entry.actor, entry.action, entry.subject, entry.detail)),
            )
        console.print(table)
