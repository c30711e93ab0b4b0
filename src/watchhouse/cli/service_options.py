"""The options of commands that do the work: how many processes, and how much is kept."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

_Function = TypeVar("_Function", bound=Callable[..., Any])

KEPT_GIGABYTES = 20.0


def work_options(function: _Function) -> _Function:
    """Give `function` the options --jobs and --keep-gigabytes."""
    function = click.option(
        "--keep-gigabytes",
        type=click.FloatRange(min=0.1),
        default=KEPT_GIGABYTES,
        show_default=True,
        metavar="N",
        help="Keep no more packages than this, the newest; verdicts are kept for good.",
    )(function)
    return click.option(
        "--jobs",
        "-j",
        type=click.IntRange(1, 256),
        metavar="N",
        help="Packages that are examined at once  [default: one per processor].",
    )(function)
