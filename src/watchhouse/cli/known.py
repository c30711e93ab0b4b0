"""`watchhouse known`: the index of files that are byte-identical to those of established releases."""

import hashlib
import os
import re
from datetime import UTC, datetime
from pathlib import Path

import click

from watchhouse import bootstrap
from watchhouse.cli.exit_code import FOUND, NOTHING
from watchhouse.model.errors import RequestError

_HASH = re.compile(r"[0-9a-fA-F]{64}")
_RELEASES = "known-releases.txt"

_data = click.option(
    "--data",
    envvar="WATCHHOUSE_DATA",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Where your own index lies, also by WATCHHOUSE_DATA  [default: the user's data folder].",
)


@click.group(name="known", short_help="Say which files need no second look.")
def command() -> None:
    """
    Say which files need no second look.

    A module that is byte-identical to one in an established release is looked up and not analysed again. An index
    of such files is shipped; what you add to your own counts beside it, in scans and in the watch. Installers and
    start-up files are always read, and so is a package in which a new module names a place to send to.
    """


@command.command(name="add", short_help="Take packages into your own index.")
@click.argument("targets", nargs=-1, required=True, metavar="TARGET…")
@click.option(
    "--index-url", default="", metavar="URL", help="Ask this index  [default: as configured for pip]."
)
@_data
def add(*, targets: tuple[str, ...], index_url: str, data: Path | None) -> int:
    """
    Take packages that you vouch for into your own index: NAME, NAME==VERSION or an archive.

    A release should have been out for a month at least, so that what was planted in it would have been found. One
    that is suspicious by itself is refused.

    \b
    Exit codes:
      0  all were taken
      1  at least one was not, and why
    """  # noqa: D301 - \b tells click to keep these lines as they are
    from watchhouse.cli.known_archives import Taken, established
    from watchhouse.evidence.likeness.releases import read_releases, write_releases
    from watchhouse.pipeline.own_index import read_own_index, write_file

    folder = data or bootstrap.data_folder(os.environ)
    index, listed = folder / bootstrap.KNOWN_FILES, folder / _RELEASES
    before = read_own_index(index) if index.exists() else None
    taken = Taken()
    if before is not None and listed.exists():
        taken.releases += read_releases(listed.read_text("utf-8"))
    refused = 0
    with bootstrap.open_learner(bootstrap.Settings(index_url=index_url)) as learner:
        for target in targets:
            try:
                for ref, learnt in learner.target(target):
                    taken.take(established(ref), learnt)
                    click.echo(f"{ref.file}: {len(learnt.files):,} files")
            except RequestError as error:
                refused += 1
                _complain(error)
    write_file(listed, write_releases(taken.releases, "who added them").encode())
    write_file(index, taken.index(datetime.now(UTC).date(), before))
    return FOUND if refused else NOTHING


@command.command(name="build", short_help="Make an index of the archives in folders.")
@click.argument(
    "folders",
    nargs=-1,
    required=True,
    metavar="FOLDER…",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
)
@click.option(
    "--output",
    "-o",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="The index to write.",
)
@click.option(
    "--releases",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="LIST",
    help="Take what this list pins, and nothing else: lines of project, version, file, SHA-256, day.",
)
def build(*, folders: tuple[Path, ...], output: Path, releases: Path | None) -> int:
    """
    Make an index of the archives in FOLDER….

    With --releases, the same list gives the same index, byte for byte. It is used beside the shipped one if it is
    called known-files.bin and lies in your data folder.

    \b
    Exit codes:
      0  all were taken
      1  at least one was not, and why
    """  # noqa: D301 - \b tells click to keep these lines as they are
    from watchhouse.cli.known_archives import Taken, learn, wanted
    from watchhouse.pipeline.own_index import write_file

    taken = Taken()
    refused = 0
    with bootstrap.open_learner(bootstrap.Settings()) as learner:
        for path, one in wanted(folders, releases.read_text("utf-8") if releases else None):
            try:
                taken.take(one, learn(learner, path, one))
            except RequestError as error:
                refused += 1
                _complain(error)
    days = [one.uploaded for one in taken.releases if one.uploaded]
    content = taken.index(max(days, default=datetime.now(UTC).date()))
    write_file(output, content)
    click.echo(
        f"{output}: {len(taken.files):,} files of {len(taken.releases):,} archives, {len(content):,} bytes"
    )
    return FOUND if refused else NOTHING


@command.command(name="show", short_help="Say whether a file is known, or what an index holds.")
@click.argument("what", metavar="FILE|HASH")
@_data
def show(*, what: str, data: Path | None) -> int:
    """
    Say whether a file is known, by its content or by its SHA-256; or what an index holds.

    \b
    Exit codes:
      0  it is known, or an index
      1  it is not known
    """  # noqa: D301 - \b tells click to keep these lines as they are
    from watchhouse.evidence.likeness.known_files import is_known_index, read_known, shipped
    from watchhouse.pipeline.own_index import read_own_index

    digest = what.lower()
    if not _HASH.fullmatch(what):
        content = _content(Path(what))
        if is_known_index(content):
            index = read_known(content)
            click.echo(f"{len(index):,} files, made on {index.day}, of {index.source}")
            return NOTHING
        digest = hashlib.sha256(content).hexdigest()
    own = (data or bootstrap.data_folder(os.environ)) / bootstrap.KNOWN_FILES
    indexes = {"the shipped index": shipped()} | ({str(own): read_own_index(own)} if own.exists() else {})
    holders = [name for name, index in indexes.items() if digest in index]
    click.echo(f"{digest} is in {' and '.join(holders)}" if holders else f"{digest} is not known")
    return NOTHING if holders else FOUND


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise RequestError(f"{path} cannot be read: {error.strerror}") from error


def _complain(error: RequestError) -> None:
    from watchhouse.model.harmless import harmless

    click.echo(f"watchhouse: {harmless(str(error), 1_000)}", err=True)
