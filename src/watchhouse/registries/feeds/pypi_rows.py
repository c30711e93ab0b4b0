"""
One row of PyPI's changelog as an event.

Traps that are handled here: a row names no file, user or kind of its own, all of it is in the text of its action,
which differs by the version of the server that wrote it; a row may have columns that make no sense, lie in the future,
or name a project that nobody can own; an action may be one that we do not know (kept as OTHER). A row's key is
made of its serial and of what it says, so that it is the same however often and on whichever page it is told, and
another row under the same serial is another event.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from watchhouse.model.event import EventKind, RegistryEvent
from watchhouse.model.identity import Ecosystem, ProjectName, project_name
from watchhouse.registries.answers import UnreadableError
from watchhouse.registries.documents import fingerprint, text, whole

SERIALS = 2**31 - 1
"""The greatest serial that XML-RPC can ask for."""
_COLUMNS = 5
_KEY = 16
"""Hexadecimal digits that tell two rows of one serial apart."""
_AHEAD = timedelta(hours=1)
_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?")
"""PEP 508."""
_NAME_LENGTH = 255
"""A longer name could have no file: file systems allow 255 bytes."""

_KINDS = {
    "create": EventKind.PROJECT_CREATED,
    "remove": EventKind.PROJECT_REMOVED,
    "remove project": EventKind.PROJECT_REMOVED,
    "new release": EventKind.RELEASE_CREATED,
    "remove release": EventKind.RELEASE_REMOVED,
    "yank release": EventKind.RELEASE_YANKED,
    "unyank release": EventKind.RELEASE_UNYANKED,
    # Of a release, if the event has a version.
    "project quarantined": EventKind.PROJECT_QUARANTINED,
    "release quarantined": EventKind.PROJECT_QUARANTINED,
    "project quarantine cleared": EventKind.QUARANTINE_CLEARED,
    "release quarantine cleared": EventKind.QUARANTINE_CLEARED,
}
_FILE_ADDED = re.compile(r"add .+ file (?P<file>\S+)")
_FILE_REMOVED = re.compile(r"remove file (?P<file>.+)")
_ROLE = re.compile(
    r"(?:add|remove|invite|revoke_invite|accepted|change) (?P<role>Owner|Maintainer) (?P<user>\S+)(?: to \S+)?"
)
_PATTERNS = (
    (_FILE_ADDED, EventKind.FILE_PUBLISHED),
    (_FILE_REMOVED, EventKind.FILE_REMOVED),
    (_ROLE, EventKind.OWNER_CHANGED),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of the changelog, with nothing but text and numbers in it."""

    serial: int
    key: str
    project: str
    version: str
    seconds: int | None
    """Since 1970, as the registry says."""
    action: str


def read_rows(value: object) -> list[Row]:
    """
    Return the rows that the answer `value` holds, ascending, each once.

    Raises UnreadableError if it is no list of rows with a serial each: then nothing can be put in order.
    """
    if not isinstance(value, list):
        raise UnreadableError("the changelog answers with something that is no list")
    rows = {row.key: row for entry in value for row in (_row(entry),)}
    return sorted(rows.values(), key=lambda row: row.serial)


def row_event(row: Row, now: datetime) -> RegistryEvent:
    """Return what `row` tells."""
    kind, found = _meaning(row.action)
    return RegistryEvent(
        ecosystem=Ecosystem.PYPI,
        key=row.key,
        kind=kind,
        at=moment_of(row.seconds, now),
        project=row.project,
        name=ownable(row.project),
        version=row.version,
        file=found.get("file", ""),
        user=found.get("user", ""),
        detail=(("action", row.action), ("serial", str(row.serial)), ("time", str(row.seconds))),
    )


def ownable(project: str) -> ProjectName | None:
    """
    Return the normal form of `project`, or None if no project on an index can be called that.

    >>> ownable("Foo.Bar"), ownable("../etc"), ownable("")
    ('foo-bar', None, None)
    """
    fits = len(project) <= _NAME_LENGTH and _NAME.fullmatch(project)
    return project_name(project, Ecosystem.PYPI) if fits else None


def moment_of(seconds: int | None, now: datetime) -> datetime | None:
    """Return the point in time `seconds` after 1970, or None if there can have been none."""
    if seconds is None or seconds > (now + _AHEAD).timestamp():
        return None
    return datetime.fromtimestamp(seconds, tz=UTC)


def _row(entry: object) -> Row:
    if not isinstance(entry, list) or len(entry) < _COLUMNS:
        raise UnreadableError("the changelog has a row that is none")
    project, version, seconds, action, serial = entry[:_COLUMNS]
    number = whole(serial)
    if number is None or number > SERIALS:
        raise UnreadableError("the changelog has a row without a serial")
    said = [_plain(part) for part in (project, version, seconds, action)]
    return Row(
        serial=number,
        key=f"{number}:{fingerprint(said)[:_KEY]}",
        project=text(project),
        version=text(version),
        seconds=whole(seconds),
        action=text(action),
    )


def _plain(value: object) -> str | int | None:
    """Return what a digest can be taken of: XML-RPC has types whose text differs from time to time."""
    return value if value is None or isinstance(value, (str, int)) else type(value).__name__


def _meaning(action: str) -> tuple[EventKind, dict[str, str]]:
    if action in _KINDS:
        return _KINDS[action], {}
    for pattern, kind in _PATTERNS:
        found = pattern.fullmatch(action)
        if found is not None:
            return kind, found.groupdict()
    return EventKind.OTHER, {}
