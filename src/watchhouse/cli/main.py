"""The command `watchhouse`: a group that loads a command's module only when that command is asked for."""

import importlib
import os
import sys

import click

from watchhouse import __version__
from watchhouse.cli.exit_code import INTERRUPTED, MISUSED, PIPE_CLOSED, UNJUDGED
from watchhouse.model.errors import RequestError, WatchhouseError

_COMMANDS = {
    "audit-log": "Show or verify who decided what.",
    "backscan": "Examine what was published earlier.",
    "database": "Back up, restore or migrate the database.",
    "known": "Say which files need no second look.",
    "rescan": "Judge again what older rules judged.",
    "rules": "List what Watchhouse looks for.",
    "scan": "Examine packages and say which are malicious.",
    "status": "Show how the watch stands.",
    "up": "Watch a registry: everything on this machine.",
    "watch": "Read the feeds of registries into the database.",
    "worker": "Examine what was published; join a cluster.",
}


class _Late(click.Group):
    """A group whose commands are modules of this package."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - as above
        if cmd_name not in _COMMANDS:
            return None
        command = importlib.import_module(f"watchhouse.cli.{cmd_name.replace('-', '_')}").command
        return command if isinstance(command, click.Command) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - as above
        with formatter.section("Commands"):
            formatter.write_dl(sorted(_COMMANDS.items()))


@click.group(cls=_Late, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 88})
@click.version_option(__version__, prog_name="watchhouse")
def watchhouse() -> None:
    """
    Find malicious packages before they run, and say why.

    \b
    Start with:
      watchhouse up                     watch your package index; --demo shows what that is like
      watchhouse scan requests          a project on your package index
      watchhouse scan requirements.txt  everything that a file asks for
    """  # noqa: D301 - \b tells click to keep these lines as they are


def main() -> None:
    """Run the command line and exit: see `watchhouse scan --help` for the exit codes."""
    sys.exit(_run())


def _run() -> int:
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr] # a terminal may know ASCII only
    try:
        with watchhouse.make_context("watchhouse", sys.argv[1:]) as context:
            code = watchhouse.invoke(context)
        sys.stdout.flush()
    except (
        click.ClickException,
        click.exceptions.Exit,
        WatchhouseError,
        KeyboardInterrupt,
        click.exceptions.Abort,
        BrokenPipeError,
    ) as end:
        return _ended(end)
    return code if isinstance(code, int) else 0


def _ended(end: BaseException) -> int:
    """Say on one line why the command ended early, and return its exit code."""
    match end:
        case click.exceptions.Exit():
            return end.exit_code
        case click.exceptions.NoArgsIsHelpError():
            end.show()
            return MISUSED
        case click.ClickException():
            return _complain(end.format_message(), MISUSED)
        case BrokenPipeError():
            # What is still buffered has no reader; without this Python would complain at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return PIPE_CLOSED
        case KeyboardInterrupt() | click.exceptions.Abort():
            return _complain("interrupted", INTERRUPTED)
        case _:
            return _complain(str(end), MISUSED if isinstance(end, RequestError) else UNJUDGED)


def _complain(message: str, code: int) -> int:
    from watchhouse.model.harmless import harmless

    click.echo(f"watchhouse: {harmless(message, 1_000)}", err=True)
    return code
