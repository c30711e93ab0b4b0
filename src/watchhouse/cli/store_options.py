"""The options by which a command finds the database and the packages."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from watchhouse import bootstrap

_Function = TypeVar("_Function", bound=Callable[..., Any])

DATABASE_URL = "WATCHHOUSE_DATABASE_URL"
DATA = "WATCHHOUSE_DATA"
BLOBS = "WATCHHOUSE_BLOBS"


def store_options(function: _Function) -> _Function:
    """Give `function` the options --database-url and --data."""
    function = click.option(
        "--data",
        envvar=DATA,
        type=click.Path(file_okay=False, path_type=Path),
        metavar="DIR",
        help=f"Where the embedded database and the packages lie, also by {DATA}  [default: the user's data folder].",
    )(function)
    return click.option(
        "--database-url",
        envvar=DATABASE_URL,
        default="",
        metavar="URL",
        help=f"An own PostgreSQL server (postgresql://…), better by {DATABASE_URL}  [default: the embedded one].",
    )(function)


def blob_option(function: _Function) -> _Function:
    """Give `function` the option --blobs."""
    return click.option(
        "--blobs",
        envvar=BLOBS,
        default="",
        metavar="PLACE",
        help=f"A folder or s3://bucket/prefix for packages, also by {BLOBS}  [default: in --data].",
    )(function)


def supervised_option(function: _Function) -> _Function:
    """Give `function` the hidden option --supervised: it was started by `watchhouse up`, and ends with it."""
    return click.option("--supervised", is_flag=True, hidden=True)(function)


def store_settings(database_url: str, data: Path | None, blobs: str = "") -> bootstrap.StoreSettings:
    """Return where what these options mean is kept."""
    return bootstrap.StoreSettings(
        data=(data or bootstrap.data_folder(os.environ)).absolute(), database_url=database_url, blobs=blobs
    )
