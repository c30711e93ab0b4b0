"""A walk through a zip archive: its directory as the truth, everything else compared with it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from stat import S_IMODE, S_ISLNK

from watchhouse.artifacts.budget import Budget
from watchhouse.artifacts.entries import Entry, Found, gap
from watchhouse.artifacts.links import leads_out
from watchhouse.artifacts.paths import member_path, path_gap, printable
from watchhouse.artifacts.zip.data import METHODS, read_data
from watchhouse.artifacts.zip.end import END, End, find_end
from watchhouse.artifacts.zip.records import (
    CENTRAL,
    DESCRIPTOR,
    ENCRYPTED,
    LOCAL,
    MEANING,
    UTF8,
    Record,
    central,
    descriptor_size,
    local,
)
from watchhouse.model.evidence import Gap, GapReason

_MAX32 = 0xFFFFFFFF
_TARGET = 4096
"""Longest target of a symbolic link (PATH_MAX)."""


@dataclass(slots=True)
class ZipWalk:
    """One walk, and which bytes of the file it has accounted for."""

    content: bytes
    prefix: str
    budget: Budget
    archive: str
    """The archive's own path, for gaps that belong to no member."""
    inner: bool
    """Whether it lies in a larger file that was read as a member itself: a program, a picture."""
    _extents: list[tuple[int, int]] = field(default_factory=list)
    _view: memoryview = field(init=False)
    _embedded: bool = False
    """Whether what surrounds the archive is no reader's archive: then nobody reads it as one."""

    def __iter__(self) -> Iterator[Found]:
        """Yield what the archive holds, in the directory's order, and then what the directory leaves out."""
        self._view = memoryview(self.content)
        end = find_end(self.content)
        if end is None:
            yield self._gap(GapReason.CORRUPT, "no directory: read from its front, as far as it goes")
            self._embedded = True
            yield from self._unlisted(0, len(self.content))
            return
        self._embedded = self.inner and not self.content.startswith(b"PK")
        for oddity in end.oddities:
            yield self._gap(GapReason.AMBIGUOUS, oddity, hides=not self._embedded)
        yield from self._listed(end)
        yield from self._between(end)

    def _gap(self, reason: GapReason, detail: str, *, hides: bool = True) -> Gap:
        return gap(reason, self.archive, detail, hides=hides)

    def _listed(self, end: End) -> Iterator[Found]:
        at = end.directory
        count = 0
        while at < end.directory_end:
            record = central(self.content, at, end.directory_end)
            if record is None:
                yield self._gap(GapReason.CORRUPT, "a damaged directory")
                break
            at = record.next
            count += 1
            yield from self._entry(record, end)
        if count != end.entries:
            detail = f"the directory has {count} entries where {end.entries} are declared"
            yield self._gap(GapReason.AMBIGUOUS, detail)

    def _entry(self, record: Record, end: End) -> Iterator[Found]:
        self.budget.take_member()
        name = _name(record)
        path = member_path(self.prefix, name)
        if (unsafe := path_gap(path, name)) is not None:
            yield unsafe
        yield from _name_gaps(record, path)
        front = local(self.content, record.offset + end.shift, end.directory)
        if front is None:
            yield gap(GapReason.CORRUPT, path, "its data is not where the directory says")
            return
        if (difference := _difference(record, front)) is not None:
            yield gap(GapReason.AMBIGUOUS, path, f"the directory and the entry itself differ: {difference}")
        stop = front.next + record.packed
        if front.flags & DESCRIPTOR:
            size = descriptor_size(self.content, stop, record)
            if size is None:
                yield gap(GapReason.AMBIGUOUS, path, "what follows the data differs from the directory")
            stop += size or 0
        self._extents.append((record.offset + end.shift, stop))
        if stop > end.directory:
            yield gap(GapReason.CORRUPT, path, "its data reaches into the directory")
        if name.endswith("/") and not record.unpacked and not record.packed:
            return
        yield from self._content(record, front.next, path)

    def _content(self, record: Record, start: int, path: str) -> Iterator[Found]:
        if record.flags & ENCRYPTED:
            yield gap(GapReason.ENCRYPTED, path, "encrypted")
            return
        if record.method not in METHODS:
            yield gap(GapReason.UNSUPPORTED, path, f"compressed by method {record.method}")
            return
        unpacked = read_data(self._view[start : start + record.packed], record, self.budget)
        mode = record.mode
        place = member_path("", path)
        yield Entry(path=place, content=unpacked.content, mode=None if mode is None else S_IMODE(mode))
        for flaw in unpacked.flaws:
            yield gap(flaw.reason, path, flaw.detail)
        if mode is not None and S_ISLNK(mode):
            target = printable(unpacked.content[:_TARGET])
            outside = leads_out(path.removeprefix(self.prefix), target)
            yield gap(
                GapReason.LINK, path, "a symbolic link, which some readers write as a file", hides=outside
            )

    def _between(self, end: End) -> Iterator[Found]:
        """Look at the bytes that no entry of the directory accounts for, and at those that several do."""
        reached = 0
        overlaps = 0
        for start, stop in sorted(self._extents):
            self.budget.take_time()
            if start < reached:
                overlaps += 1
            elif start > reached:
                yield from self._stray(reached, start)
            reached = max(reached, stop)
        if overlaps:
            yield self._gap(GapReason.AMBIGUOUS, f"{overlaps} entries share bytes with another one")
        if reached < end.directory:
            yield from self._stray(reached, end.directory)

    def _stray(self, start: int, stop: int) -> Iterator[Found]:
        if self.content.find(LOCAL, start, stop) >= 0:
            yield from self._unlisted(start, stop)
        elif max(self.content.find(END, start, stop), self.content.find(CENTRAL, start, stop)) >= 0:
            yield self._gap(GapReason.AMBIGUOUS, "a second directory", hides=not self._embedded)
        elif not self.content[start:stop].strip(b"\0"):
            return
        elif start == 0:
            detail = f"{stop} bytes before the archive, which only some readers pass over"
            yield self._gap(GapReason.AMBIGUOUS, detail, hides=not self._embedded)
        else:
            yield self._gap(GapReason.AMBIGUOUS, f"{stop - start} bytes between entries", hides=False)

    def _unlisted(self, start: int, stop: int) -> Iterator[Found]:
        """Read the entries between `start` and `stop` that no directory lists, as a streaming reader would."""
        at = self.content.find(LOCAL, start, stop)
        while 0 <= at < stop:
            self.budget.take_member()
            record = local(self.content, at, stop)
            if record is None or record.method not in METHODS or not record.name:
                at = self.content.find(LOCAL, at + 1, stop)
                continue
            path = member_path(self.prefix, _name(record))
            yield gap(GapReason.AMBIGUOUS, path, "an entry that no directory lists", hides=not self._embedded)
            size = record.packed
            if record.flags & DESCRIPTOR and not size:
                size = stop - record.next
            yield from self._content(record, record.next, path)
            following = record.next if record.flags & DESCRIPTOR else record.next + size
            at = self.content.find(LOCAL, following, stop)


def _name(record: Record) -> str:
    """Return an entry's name: UTF-8 if it says so, else code page 437 (APPNOTE, appendix D)."""
    if record.flags & UTF8 or record.name.isascii():
        return printable(record.name)
    return record.name.decode("cp437").replace("\0", "\\x00")


def _name_gaps(record: Record, path: str) -> Iterator[Gap]:
    if b"\0" in record.name:
        yield gap(GapReason.AMBIGUOUS, path, "a NUL in the name, where some readers cut it")
    if record.unicode_name is not None and record.unicode_name != record.name and record.name.isascii():
        yield gap(GapReason.AMBIGUOUS, path, "two names, of which readers take one")


def _difference(listed: Record, front: Record) -> str | None:
    """Return in what the two records of one entry differ, if a reader could come to another content by it."""
    if listed.name != front.name:
        return "name"
    if listed.method != front.method:
        return "method"
    if (listed.flags ^ front.flags) & MEANING:
        return "flags"
    if front.unicode_name not in {None, listed.unicode_name}:
        return "Unicode name"
    here = (front.packed, front.unpacked, front.checksum)
    there = (listed.packed, listed.unpacked, listed.checksum)
    if here == there:
        return None
    # Where a descriptor follows the data, the entry itself may leave all three out.
    blank = (0, _MAX32) if front.flags & DESCRIPTOR else ()
    differs = any(one != other and one not in blank for one, other in zip(here, there, strict=True))
    return "size or checksum" if differs else None
