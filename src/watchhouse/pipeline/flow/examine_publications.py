"""
Examine a few published files: download each, keep it, have it judged by a worker, and write down the verdicts.

Whatever happens, each file ends with a verdict, as gone, or wanted again later. An attempt is counted before anything
is done that could kill this process; a file that was tried several times in vain is examined while nothing else
runs here, so that what it does is not laid at its neighbours' door.
"""

import threading
import time
from collections.abc import Sequence
from contextlib import AbstractContextManager, suppress
from datetime import timedelta

from watchhouse.model.errors import InfrastructureError, WatchhouseError
from watchhouse.model.evidence import Gap, GapReason, Location
from watchhouse.model.identity import Ecosystem, Sha256
from watchhouse.model.wire import WireError
from watchhouse.pipeline.flow.context import Context
from watchhouse.pipeline.flow.delays import (
    ALONE_FROM,
    ATTEMPTS,
    LOST_ATTEMPTS,
    SLOW_ATTEMPTS,
    WRONG_FILE_ATTEMPTS,
    download_delay,
    retry_delay,
)
from watchhouse.pipeline.flow.outcome import Again, Answered, Gone, Outcome, PutBack, write
from watchhouse.pipeline.flow.troubles import FADING
from watchhouse.pipeline.job import ArtifactJob
from watchhouse.pipeline.judge_in_worker import ask_worker, gap_of, unseen
from watchhouse.pipeline.worker_process import Lost
from watchhouse.registries.answers import NotFoundError, TooLargeError
from watchhouse.registries.download import WrongHashError
from watchhouse.registries.hosts import HostRefusedError
from watchhouse.registries.pace import BusyError
from watchhouse.store import publications
from watchhouse.store.blobs.blob import BlobStoreError
from watchhouse.store.publications import PublicationToExamine

NOTHING = Sha256("")
"""The digest of a file that nobody has seen: what a registry states is not what was seen."""

_WRITE_EVERY = 2.0
"""Seconds of work after which verdicts are written, though the batch has not ended."""

_OUR_FAULT = 5.0
"""Seconds that a slot rests when this machine cannot work: without, it would download the same files for ever."""

_AWAY = 1.0
"""Seconds that a slot rests when a registry cannot be reached."""

_RETRY_AFTER = 30.0
"""Seconds to leave alone a host that asks for it without saying for how long."""


def examine_publications(context: Context, stop: threading.Event, ids: Sequence[int]) -> None:
    """Examine what of `ids` is still wanted; raises StoreError, and then what was not written is wanted still."""
    with context.database.read() as connection:
        found = [one for one in publications.get_many(connection, ids) if one.state == "wanted"]
    if not found:
        return
    with _turn(context, found):
        taken = _take(context, found)
        _Batch(context, stop).run(taken)


def _turn(context: Context, found: Sequence[PublicationToExamine]) -> AbstractContextManager[None]:
    suspect = any(one.attempts >= ALONE_FROM for one in found)
    return context.turns.alone() if suspect else context.turns.shared()


def _take(context: Context, found: Sequence[PublicationToExamine]) -> list[tuple[PublicationToExamine, int]]:
    """Count an attempt of each and return it with its number; what had enough of them gets its verdict."""
    spent = [one for one in found if one.attempts >= ATTEMPTS]
    write(context, [_given_up(one) for one in spent])
    left = {one.id: one for one in found if one.attempts < ATTEMPTS}
    with context.database.begin() as connection:
        attempts = publications.taken_many(connection, left)
    return [(one, attempts[one.id]) for one in left.values() if one.id in attempts]


class _Batch:
    """One job's files, one after the other, and what of them is not written yet."""

    def __init__(self, context: Context, stop: threading.Event) -> None:
        self._context = context
        self._stop = stop
        self._unwritten: list[Outcome] = []

    def run(self, taken: Sequence[tuple[PublicationToExamine, int]]) -> None:
        since = time.monotonic()
        left = list(taken)
        try:
            while left and not self._stop.is_set() and not self._others_wait_for(left):
                one, attempt = left.pop(0)
                self._unwritten.append(_Attempt(self._context, self._stop, one, attempt).outcome())
                if self._context.reach.away(one.publication.ref.ecosystem):
                    # The others would meet the same; now and then one file finds out whether it is back.
                    self._stop.wait(_AWAY)
                    break
                if time.monotonic() - since > _WRITE_EVERY:
                    self._write()
                    since = time.monotonic()
        finally:
            self._unwritten += [PutBack(id=one.id) for one, _ in left]
            self._write()

    def _others_wait_for(self, left: Sequence[tuple[PublicationToExamine, int]]) -> bool:
        """Return whether a suspect waits for its turn alone: what has not begun makes way for it."""
        return len(left) > 0 and self._context.turns.contested

    def _write(self) -> None:
        outcomes, self._unwritten = self._unwritten, []
        write(self._context, outcomes)


class _Attempt:
    """One attempt at one file."""

    def __init__(
        self, context: Context, stop: threading.Event, wanted: PublicationToExamine, number: int
    ) -> None:
        self._context = context
        self._stop = stop
        self._wanted = wanted
        self._number = number

    def outcome(self) -> Outcome:
        """Do it, and return what came of it."""
        try:
            content = self._content()
        except WatchhouseError as error:
            return self._not_had(error)
        self._answered()
        try:
            return self._judged(content)
        except InfrastructureError as error:
            return self._our_fault(error)

    @property
    def _ecosystem(self) -> Ecosystem:
        return self._wanted.publication.ref.ecosystem

    def _content(self) -> bytes:
        known = self._wanted.sha256
        if known:
            # It may not be kept any more, or not be had now; the registry may have it.
            with suppress(InfrastructureError):
                return self._context.blobs.get(Sha256(known))
        return self._context.download(self._wanted.publication)

    def _judged(self, content: bytes) -> Outcome:
        """Keep the content and have it judged; raises InfrastructureError where this machine is at fault."""
        context, wanted = self._context, self._wanted
        sha256 = context.blobs.put(content)
        self._fine("blobs")
        job = ArtifactJob(ref=wanted.publication.ref, content=content, limits=context.limits)
        try:
            answer = ask_worker(context.pool, job)
        except WireError as error:
            answer = Lost(timed_out=False, detail=str(error))
        self._fine("workers")
        if not isinstance(answer, Lost):
            return Answered(id=wanted.id, verdict=answer, size=len(content))
        if self._number < (SLOW_ATTEMPTS if answer.timed_out else LOST_ATTEMPTS):
            return Again(id=wanted.id, delay=retry_delay(wanted.id, self._number))
        verdict = unseen(wanted.publication.ref, sha256, gap_of(answer))
        return Answered(id=wanted.id, verdict=verdict, size=len(content))

    def _answered(self) -> None:
        """Know that the registry can be reached."""
        self._context.reach.answered(self._ecosystem)
        self._fine(f"downloads: {self._ecosystem}")

    def _not_had(self, error: WatchhouseError) -> Outcome:
        if isinstance(error, NotFoundError | TooLargeError | WrongHashError):
            self._answered()
        match error:
            case NotFoundError():
                return Gone(id=self._wanted.id)
            case TooLargeError():
                return self._hopeless(GapReason.TOO_MUCH_DATA, "too large", error, after=1)
            case WrongHashError() | HostRefusedError():
                return self._hopeless(GapReason.CORRUPT, "wrong file", error, after=WRONG_FILE_ATTEMPTS)
            case BusyError():
                wait = _RETRY_AFTER if error.wait is None else max(error.wait, 1.0)
                return PutBack(id=self._wanted.id, delay=timedelta(seconds=wait))
            case _:
                return self._unreachable(error)

    def _hopeless(self, reason: GapReason, kind: str, error: WatchhouseError, *, after: int) -> Outcome:
        """Return the verdict that the file cannot be had, if it was asked for often enough."""
        wanted = self._wanted
        if self._number < after:
            return Again(id=wanted.id, delay=download_delay(wanted.id, self._number))
        context = self._context
        context.troubles.begin(
            context.database, f"{FADING}{kind}: {self._ecosystem}", str(error), context.clock
        )
        return _unfetched(wanted, reason, str(error))

    def _unreachable(self, error: WatchhouseError) -> Outcome:
        wanted, context = self._wanted, self._context
        delay = download_delay(wanted.id, self._number)
        if context.reach.failed(self._ecosystem, wanted.id):
            # However long the registry is away, no file is given up for it.
            message = f"files of {self._ecosystem} cannot be downloaded: {error}"
            context.troubles.begin(context.database, f"downloads: {self._ecosystem}", message, context.clock)
            return PutBack(id=wanted.id, delay=delay)
        if self._number < ATTEMPTS:
            return Again(id=wanted.id, delay=delay)
        return _unfetched(wanted, GapReason.TIME, f"not downloaded in {ATTEMPTS} attempts: {error}")

    def _our_fault(self, error: InfrastructureError) -> Outcome:
        """Put the file back, and rest: another one would meet the same."""
        context = self._context
        if not self._stop.is_set():
            part = "blobs" if isinstance(error, BlobStoreError) else "workers"
            context.troubles.begin(context.database, part, f"nothing can be examined: {error}", context.clock)
            self._stop.wait(_OUR_FAULT)
        return PutBack(id=self._wanted.id)

    def _fine(self, key: str) -> None:
        self._context.troubles.end(self._context.database, key, self._context.clock)


def _given_up(wanted: PublicationToExamine) -> Outcome:
    detail = f"each of {ATTEMPTS} attempts to examine it ended the examining service"
    return _unfetched(wanted, GapReason.DETECTOR_FAILED, detail)


def _unfetched(wanted: PublicationToExamine, reason: GapReason, detail: str) -> Answered:
    """Return the verdict on a file whose content nobody has seen."""
    gap = Gap(reason=reason, location=Location(path=""), detail=detail)
    return Answered(id=wanted.id, verdict=unseen(wanted.publication.ref, NOTHING, gap))
