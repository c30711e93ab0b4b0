"""
Examine what was published before our watch began: a manifest of millions of lines, in shards of a thousand.

A line is a package URL, `name==version` (PyPI), or the URL of a file. A shard only finds out which files its lines
name and has them wanted, with the lowest priority; they are examined like any other file. A shard that is broken off
keeps the lines that are left.
"""

import hashlib
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from itertools import islice

from watchhouse.model.errors import WatchhouseError
from watchhouse.model.identity import Ecosystem, ProjectName
from watchhouse.model.publication import Publication
from watchhouse.pipeline.flow.context import Context
from watchhouse.pipeline.flow.delays import listing_delay
from watchhouse.pipeline.flow.manifest_line import FileUrl, ReleaseLine, normal, read_line
from watchhouse.pipeline.flow.priority import Priority
from watchhouse.pipeline.log import warn
from watchhouse.store import audit, shards

SHARD = 1_000
"""Lines of one shard."""

_LONGEST_LINE = 2_000
"""Characters; no package URL and no file's URL is longer."""

_AT_ONCE = 20
"""Shards that are written in one transaction."""


def add_manifest(context: Context, lines: Iterable[str], digest: str, actor: str) -> int:
    """
    Keep the lines of a manifest, whose SHA-256 is `digest`; return how many shards they make.

    Doing it twice, or again after it was broken off, changes nothing.
    """
    kept = (line.strip()[:_LONGEST_LINE] for line in lines)
    whole = (line for line in kept if line and not line.startswith("#"))
    count = 0
    while stretches := list(islice(_stretches(whole), _AT_ONCE)):
        with context.database.begin() as connection:
            shards.add(connection, digest, count, stretches, context.clock(connection))
        count += len(stretches)
    with context.database.begin() as connection:
        audit.append(
            connection,
            actor=actor,
            action="backscan",
            subject=digest,
            detail=f"{count} shards",
            at=context.clock(connection),
        )
    return count


def manifest_digest(pieces: Iterable[bytes]) -> str:
    """Return the name under which a manifest's shards are kept."""
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
    return digest.hexdigest()


def open_shards(context: Context, stop: threading.Event, ids: Sequence[int]) -> None:
    """Have examined what the lines of the shards `ids` name; raises StoreError."""
    for shard_id in ids:
        with context.database.read() as connection:
            shard = shards.get(connection, shard_id)
        if shard is not None:
            _Opening(context, stop, shard).run()


class _Opening:
    """One shard, and what of it is left."""

    def __init__(self, context: Context, stop: threading.Event, shard: shards.Shard) -> None:
        self._context = context
        self._stop = stop
        self._shard = shard
        self._left: list[str] = []
        self._refused = 0

    def run(self) -> None:
        """Look up each project of the shard once."""
        files, releases = self._read()
        self._want(files)
        for (ecosystem, name), wanted in releases.items():
            if self._stop.is_set():
                self._left += wanted
            else:
                self._list(ecosystem, name, wanted)
        context, shard = self._context, self._shard
        delay = timedelta() if self._stop.is_set() else listing_delay(shard.id, shard.attempts + 1)
        with context.database.begin() as connection:
            at = context.clock(connection)
            shards.opened(
                connection,
                shard.id,
                left=self._left,
                refused=self._refused,
                not_before=at + delay,
                at=at,
            )

    def _read(self) -> tuple[list[Publication], Mapping[tuple[Ecosystem, ProjectName], Mapping[str, str]]]:
        """Return the files that lines name, and by project which line names which of its versions."""
        files: list[Publication] = []
        releases: dict[tuple[Ecosystem, ProjectName], dict[str, str]] = {}
        for line in self._shard.lines:
            match read_line(line):
                case FileUrl(publication=publication):
                    files.append(publication)
                case ReleaseLine() as release:
                    releases.setdefault((release.ecosystem, release.name), {})[line] = release.version
                case None:
                    self._refused += 1
        return files, releases

    def _list(self, ecosystem: Ecosystem, name: ProjectName, wanted: Mapping[str, str]) -> None:
        lister = self._context.listers.get(ecosystem)
        if lister is None:
            self._left += wanted
            message = f"no registry is configured that lists projects of {ecosystem}"
            self._context.troubles.begin(
                self._context.database, f"listings: {ecosystem}", message, self._context.clock
            )
            return
        try:
            listing = lister.list(name)
        except WatchhouseError as error:
            warn("a project of a back-scan cannot be listed", project=name, reason=error)
            self._left += wanted
            return
        found: list[Publication] = []
        for version in wanted.values():
            named = [
                one
                for one in listing.publications
                if version in ("", normal(one.ref.version or "", ecosystem))
            ]
            self._refused += not named
            found += named
        self._want(found)

    def _want(self, found: Sequence[Publication]) -> None:
        if found:
            with self._context.database.begin() as connection:
                shards.want(connection, found, Priority.BACKSCAN, self._context.clock(connection))


def _stretches(lines: Iterator[str]) -> Iterator[list[str]]:
    while stretch := list(islice(lines, SHARD)):
        yield stretch
