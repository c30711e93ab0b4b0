"""The options by which a command knows which registries to watch, and where they are."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

from watchhouse import bootstrap

_Function = TypeVar("_Function", bound=Callable[..., Any])

NAMES = ("feeds", "index_url", "npm_registry", "npm_replication", "nuget_index", "file_hosts", "since")
"""What the options are called as parameters, in the order in which they appear."""

_OPTIONS = (
    click.option(
        "--feed",
        "feeds",
        multiple=True,
        envvar="WATCHHOUSE_FEEDS",
        default=("pypi",),
        show_default=True,
        metavar="FEED",
        help="What to watch: pypi, npm, nuget or operator:FILE; may be given more than once.",
    ),
    click.option(
        "--index-url", default="", metavar="URL", help="The Python index  [default: as configured for pip]."
    ),
    click.option(
        "--npm-registry", default="", metavar="URL", help="npm's registry  [default: as configured for npm]."
    ),
    click.option(
        "--npm-replication",
        default="",
        metavar="URL",
        help="Where npm's `_changes` lies; npm's feed needs it.",
    ),
    click.option(
        "--nuget-index", default="", metavar="URL", help="A NuGet V3 service index; NuGet's feed needs it."
    ),
    click.option(
        "--file-host",
        "file_hosts",
        multiple=True,
        metavar="HOST",
        help="Download packages from the registry itself and from these hosts only.",
    ),
    click.option(
        "--since",
        type=click.IntRange(min=0),
        metavar="SERIAL",
        help="Where a pypi feed that was never read begins  [default: now].",
    ),
)


def registry_options(function: _Function) -> _Function:
    """Give `function` the options of `NAMES`."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


def registry_settings(options: dict[str, Any]) -> bootstrap.RegistrySettings:
    """Take the options of `NAMES` out of `options` and return what they say."""
    return bootstrap.RegistrySettings(**{name: options.pop(name) for name in NAMES})


def registry_arguments(settings: bootstrap.RegistrySettings) -> tuple[str, ...]:
    """Return the arguments that say the same to another command."""
    named = {
        "--index-url": settings.index_url,
        "--npm-registry": settings.npm_registry,
        "--npm-replication": settings.npm_replication,
        "--nuget-index": settings.nuget_index,
        "--since": "" if settings.since is None else str(settings.since),
    }
    return (
        *(part for feed in settings.feeds for part in ("--feed", feed)),
        *(part for option, value in named.items() if value for part in (option, value)),
        *(part for host in settings.file_hosts for part in ("--file-host", host)),
    )
