"""npm's `_changes` as events: CouchDB's list of which documents changed, and not what in them."""

import json
import re
from dataclasses import dataclass
from typing import TypeAlias

from watchhouse.ecosystems.project_names import ownable
from watchhouse.model.event import EventKind, RegistryEvent
from watchhouse.model.identity import Ecosystem
from watchhouse.registries.answers import UnreadableError, host
from watchhouse.registries.documents import Table, fingerprint, rows, table, text, whole

Seq: TypeAlias = int | str
"""A place in the feed: a number at npm today, text in newer CouchDB; both are given back as they came."""

_SEQ = 2000
"""Characters; CouchDB's own have some hundreds."""
_REVISION = re.compile(r"([0-9]{1,9})-[0-9A-Za-z]{1,64}")
_LEADING = re.compile(r"[0-9]{1,18}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One change."""

    seq: Seq | None
    """None if the row names none that can be asked for."""
    mark: str
    """The same for the same row, and another after the registry began to count anew."""
    event: RegistryEvent | None
    """None for CouchDB's own documents."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """One answer of `_changes`."""

    rows: tuple[Row, ...]
    last: Seq | None
    """Where the answer says that it ends."""
    pending: int | None
    """How many changes come after it, where the registry says so (CouchDB since 2.0)."""


def read_changes(document: Table, url: str) -> Changes:
    """Return the changes in `document`; raises UnreadableError if it is no such answer."""
    if not isinstance(document.get("results"), list):
        raise UnreadableError(f"{host(url)} answers without a list of changes")
    return Changes(
        rows=tuple(_row(value) for value in rows(document["results"])),
        last=seq_of(document.get("last_seq")),
        pending=whole(document.get("pending")),
    )


def seq_of(value: object) -> Seq | None:
    """Return `value` if it can be a place in the feed."""
    if type(value) is int and 0 <= value < 1 << 63:
        return value
    return value if isinstance(value, str) and 0 < len(value) <= _SEQ else None


def number(seq: Seq) -> int | None:
    """
    Return the number in `seq`, which only ever serves to see that counting began anew and how far it is.

    >>> number(7), number("7-g1AAAA"), number("g1AAAA")
    (7, 7, None)
    """
    found = _LEADING.match(str(seq))
    return int(found[0]) if found else None


def revision_number(revision: object) -> int | None:
    """
    Return how often a document had been changed when it had `revision`, or None if that is none.

    >>> revision_number("12-0a1b")
    12
    """
    found = _REVISION.fullmatch(revision) if isinstance(revision, str) else None
    return int(found[1]) if found else None


def _row(value: object) -> Row:
    row = table(value)
    identifier = row.get("id")
    mark = fingerprint([row.get("seq"), identifier, row.get("changes")])[:12]
    own = isinstance(identifier, str) and identifier.startswith("_design/")
    return Row(seq=seq_of(row.get("seq")), mark=mark, event=None if own else _event(value, row))


def _event(value: object, row: Table) -> RegistryEvent:
    """Return the event of one row; what makes no sense is kept as an event of a kind that is not known."""
    identifier = text(row.get("id"))
    name = ownable(identifier, Ecosystem.NPM)
    kind = EventKind.PROJECT_REMOVED if row.get("deleted") is True else EventKind.PROJECT_CHANGED
    revisions = [table(entry).get("rev") for entry in rows(row.get("changes"))]
    generation = revision_number(revisions[0]) if len(revisions) == 1 else None
    # A package's revision tells its change however often, and under whatever number, it is told. Without one
    # that can be believed the whole row has to do.
    known = name is not None and generation is not None
    key = f"{identifier}@{revisions[0]}" if known else f"#{fingerprint(_told(value, revisions))}"
    return RegistryEvent(
        ecosystem=Ecosystem.NPM,
        key=key,
        kind=kind if identifier else EventKind.OTHER,
        at=None,
        project=identifier,
        name=name,
        detail=_detail(value, identifier, generation),
    )


def _detail(value: object, identifier: str, generation: int | None) -> tuple[tuple[str, str], ...]:
    """Return the document's revision by number, which a packument must have reached; or the row, if it is no change."""
    if not identifier:
        return (("row", json.dumps(value)[:_SEQ]),)
    return () if generation is None else (("serial", str(generation)),)


def _told(value: object, revisions: list[object]) -> object:
    """Return what tells a row from others: all but its number, if it has revisions."""
    if revisions and isinstance(value, dict):
        return {name: part for name, part in value.items() if name != "seq"}
    return value
