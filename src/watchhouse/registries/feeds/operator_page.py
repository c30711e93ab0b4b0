"""One answer of an operator's feed as events and publications; its signature has been checked."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from watchhouse.ecosystems.project_names import ownable
from watchhouse.model.event import EventKind, RegistryEvent
from watchhouse.model.identity import ArtifactRef, Ecosystem, ProjectName
from watchhouse.model.publication import Publication
from watchhouse.registries.answers import UnreadableError
from watchhouse.registries.digests import STRONG
from watchhouse.registries.documents import (
    Table,
    fingerprint,
    moment,
    table,
    text,
    whole,
)
from watchhouse.registries.feeds.operator_personal import is_keyed_hash, is_personal
from watchhouse.registries.file_url import file_url
from watchhouse.registries.hosts import Hosts

FORMAT = "watchhouse-events/1"

KINDS = {
    "user-registered": EventKind.USER_REGISTERED,
    "email-verified": EventKind.EMAIL_VERIFIED,
    "token-created": EventKind.TOKEN_CREATED,
    "project-created": EventKind.PROJECT_CREATED,
    "project-removed": EventKind.PROJECT_REMOVED,
    "owner-changed": EventKind.OWNER_CHANGED,
    "release-yanked": EventKind.RELEASE_YANKED,
    "release-unyanked": EventKind.RELEASE_UNYANKED,
    "release-removed": EventKind.RELEASE_REMOVED,
    "file-published": EventKind.FILE_PUBLISHED,
    "file-removed": EventKind.FILE_REMOVED,
}
"""What `kind` may say; any other is kept as OTHER."""

_FRESH = timedelta(minutes=15)
"""How old an answer may be, or how far the two clocks may differ."""
_CURSOR = 1000
_ENTRIES = 32
"""Hashes, or details, of one event."""
_FIELD = re.compile(r"[a-z][a-z0-9_]{0,39}")
_KEY = re.compile(r"[A-Za-z0-9._:-]{1,100}")
_SIZES = {"sha256": 64, "sha512": 128, "sha384": 96, "sha1": 40, "md5": 32}
"""Hexadecimal digits of each digest that a download is checked by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The question that a page must answer."""

    feed: str
    ecosystem: Ecosystem
    after: str | None
    now: datetime
    hosts: Hosts
    """Where published files may lie."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatorPage:
    """What one answer says."""

    next: str
    total: int
    head: int
    issued: datetime
    count: int
    """Events in the answer, however often each is told."""
    events: tuple[RegistryEvent, ...]
    publications: tuple[Publication, ...]
    refused: tuple[str, ...]
    """Fields whose value was personal data, or may have been: not kept."""


def read_page(document: Table, asked: Asked) -> OperatorPage:
    """Return what `document` says; raises UnreadableError if it is no answer to what was asked."""
    issued = moment(document.get("issued"), asked.now)
    following, total, head = document.get("next"), whole(document.get("total")), whole(document.get("head"))
    told = document.get("events")
    expected = {
        "format": FORMAT,
        "feed": asked.feed,
        "ecosystem": asked.ecosystem.value,
        "after": asked.after,
    }
    for name, value in expected.items():
        if document.get(name) != value:
            raise UnreadableError(
                f"the feed operator:{asked.feed} answers another question: {name} is another"
            )
    if issued is None or abs(asked.now - issued) > _FRESH:
        raise UnreadableError(
            f"the feed operator:{asked.feed} gives an old answer, or one of the two clocks is wrong"
        )
    if not isinstance(following, str) or len(following) > _CURSOR or total is None or head is None:
        raise UnreadableError(f"the feed operator:{asked.feed} does not say where to go on")
    if not isinstance(told, list):
        raise UnreadableError(f"the feed operator:{asked.feed} tells no events")
    refused: dict[str, None] = {}
    events = [_event(value, asked, refused) for value in told]
    files = [_publication(table(value), event, asked) for value, event in zip(told, events, strict=True)]
    return OperatorPage(
        next=following,
        total=total,
        head=head,
        issued=issued,
        count=len(told),
        events=tuple(events),
        publications=tuple(file for file in files if file is not None),
        refused=tuple(refused),
    )


def _event(value: object, asked: Asked, refused: dict[str, None]) -> RegistryEvent:
    """Return the event that `value` tells; what is no event at all is kept as one that is not known."""
    told = table(value)
    stated = told.get("id")
    known = isinstance(stated, str) and _KEY.fullmatch(stated) is not None
    kind, project = text(told.get("kind")), text(told.get("project"))
    user = text(told.get("user"))
    if is_personal(user):
        refused["user"], user = None, ""
    return RegistryEvent(
        ecosystem=asked.ecosystem,
        key=str(stated) if known else f"#{fingerprint(value)}",
        kind=KINDS.get(kind, EventKind.OTHER),
        at=moment(told.get("at"), asked.now),
        project=project,
        name=ownable(project, asked.ecosystem),
        version=text(told.get("version")),
        file=text(told.get("file")),
        user=user,
        detail=_detail(told, kind, refused),
    )


def _detail(told: Table, kind: str, refused: dict[str, None]) -> tuple[tuple[str, str], ...]:
    """Return the hashes as `hash:NAME`, the details by name, and the kind where it is not known."""
    found = [] if kind in KINDS or is_personal(kind) else [("kind", kind)]
    for name, value in list(table(told.get("hashes")).items())[:_ENTRIES]:
        if _FIELD.fullmatch(name) and isinstance(value, str) and is_keyed_hash(value):
            found.append((f"hash:{name}", value))
        else:
            refused[f"hashes.{name}" if _FIELD.fullmatch(name) else "field of hashes"] = None
    for name, value in list(table(told.get("detail")).items())[:_ENTRIES]:
        if _FIELD.fullmatch(name) and not is_personal(text(value)):
            found.append((name, text(value)))
        else:
            refused[f"detail.{name}" if _FIELD.fullmatch(name) else "field of detail"] = None
    return tuple(found)


def _publication(told: Table, event: RegistryEvent, asked: Asked) -> Publication | None:
    """Return the file that `event` publishes, or None: then listing its project must find it."""
    stated = table(told.get("publication"))
    url = file_url(stated.get("url"), asked.hosts)
    digests = _digests(table(stated.get("digests")))
    strong = any(digest.startswith(STRONG) for digest in digests)
    if (
        event.kind is not EventKind.FILE_PUBLISHED
        or url is None
        or not strong
        or not _names_file(event, event.name)
    ):
        return None
    return Publication(
        ref=ArtifactRef(ecosystem=asked.ecosystem, file=event.file, name=event.name, version=event.version),
        url=url,
        digests=digests,
        size=whole(stated.get("size")),
        published_at=event.at,
        publisher=event.user,
    )


def _names_file(event: RegistryEvent, name: ProjectName | None) -> bool:
    return name is not None and bool(event.version) and bool(event.file) and "/" not in event.file


def _digests(stated: Table) -> frozenset[str]:
    return frozenset(
        f"{algorithm}:{value}"
        for algorithm, digits in _SIZES.items()
        if len(value := text(stated.get(algorithm)).lower()) == digits and not value.strip("0123456789abcdef")
    )
