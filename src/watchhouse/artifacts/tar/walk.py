"""A walk through a tar archive, member by member, as it streams by."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from watchhouse.artifacts.budget import Budget
from watchhouse.artifacts.entries import Entry, Found, Link, gap
from watchhouse.artifacts.paths import member_path, path_gap, printable
from watchhouse.artifacts.stream import Stream
from watchhouse.artifacts.tar.header import BLOCK, REGULAR, Header, parse
from watchhouse.artifacts.tar.overrides import LARGEST, Overrides
from watchhouse.model.artifact import MemberPath
from watchhouse.model.evidence import Gap, GapReason

_ZEROS = bytes(BLOCK)
_CHAIN = 4
"""Extra headers before one member that are free; further ones cost as much as a member."""
_DEVICES = b"346"
_META = b"LKxgX"
_OVERFLOW = 1 << 33
"""Sizes from 8 GiB do not fit into the header's eleven octal digits: there PAX must differ from it."""


@dataclass(slots=True)
class TarWalk:
    """One walk: where it stands, and what the headers before the next member said."""

    stream: Stream
    prefix: str
    budget: Budget
    archive: str
    """The archive's own path, for gaps that belong to no member."""
    overrides: Overrides = field(default_factory=Overrides)

    def __iter__(self) -> Iterator[Found]:
        """Yield what the archive holds, in its order."""
        ended = lost = appended = False
        while len(block := self.stream.read(BLOCK)) == BLOCK:
            if block == _ZEROS:
                ended = True
                continue
            header = parse(block)
            if header is None:
                if not lost:
                    yield self._lost(ended=ended)
                lost = True
                self.budget.take_time()
                continue
            if ended and not appended:
                detail = "members after the end of the archive, which some readers read"
                yield self._gap(GapReason.AMBIGUOUS, detail)
                appended = True
            lost = False
            yield from self._member(header)
        if block.strip(b"\0"):
            detail = "data after the end of the archive" if ended else "cut off within a header"
            yield self._gap(GapReason.CORRUPT, detail, hides=not ended)
        elif not ended:
            yield self._gap(GapReason.CORRUPT, "no mark at the end", hides=False)

    def _gap(self, reason: GapReason, detail: str, *, hides: bool = True) -> Gap:
        return gap(reason, self.archive, detail, hides=hides)

    def _lost(self, *, ended: bool) -> Gap:
        if ended:
            return self._gap(GapReason.AMBIGUOUS, "data after the end of the archive", hides=False)
        return self._gap(GapReason.CORRUPT, "a damaged header; some readers stop here, others go on")

    def _member(self, header: Header) -> Iterable[Found]:
        """Read one member, or a header that is about the next one; an ordinary file without a detour."""
        if header.type in _META:
            return self._meta(header)
        self.budget.take_member()
        said, self.overrides = self.overrides, self.overrides.after_member()
        raw = said.path
        if raw is None:
            raw = header.prefix + b"/" + header.name if header.prefix else header.name
        name = printable(raw)
        path = member_path(self.prefix, name)
        ordinary = header.plain and said.quiet and header.size <= self.budget.limits.member_bytes
        if not ordinary or name.endswith("/") or path_gap(path, name) is not None:
            return self._carefully(header, said, name, path)
        content = self.stream.read(header.size)
        entry = Entry(path=path, content=content, mode=header.mode)
        if len(content) < header.size:
            return (entry, _cut_off(path))
        self.stream.skip(-header.size % BLOCK)
        return (entry,)

    def _meta(self, header: Header) -> Iterable[Gap]:
        """Read a header that is about the next one."""
        self.overrides.headers += 1
        if self.overrides.headers > _CHAIN:
            self.budget.take_member()
        padded = header.size + -header.size % BLOCK
        if header.size > LARGEST:
            self.stream.skip(padded)
            return (self._gap(GapReason.CORRUPT, f"an extended header of {header.size} bytes, passed over"),)
        self.overrides.take(header.type, self.stream.read(padded)[: header.size])
        return ()

    def _carefully(self, header: Header, said: Overrides, name: str, path: MemberPath) -> Iterator[Found]:
        """Read a member about which something is out of the ordinary."""
        yield from self._disagreements(header, said, path)
        # V7 had no type for folders: a name with a slash at its end is one.
        folder = header.type == b"5" or (header.type in REGULAR and name.endswith("/") and said.path is None)
        unsafe = path_gap(path, (name.rstrip("/") or name) if folder else name)
        if unsafe is not None:
            yield unsafe
        if folder:
            return
        if header.type in b"12":
            target = said.target if said.target is not None else header.target
            yield Link(path=path, target=printable(target), symbolic=header.type == b"2", mode=header.mode)
        elif header.type in _DEVICES:
            yield gap(GapReason.SPECIAL_FILE, path, "a device or pipe")
        else:
            yield from self._content(header, said, path)

    def _disagreements(self, header: Header, said: Overrides, path: str) -> Iterator[Gap]:
        """Yield a Gap for each thing over which readers of this header disagree."""
        ambiguous = GapReason.AMBIGUOUS
        if said.conflict:
            yield gap(ambiguous, path, "several extended headers disagree, or a global one names this member")
        if said.broken:
            yield gap(GapReason.CORRUPT, path, "a damaged extended header")
        if said.size is not None and said.size != header.size and said.size < _OVERFLOW:
            yield gap(ambiguous, path, "the header and the extended header name different sizes")
        if not header.strict:
            yield gap(ambiguous, path, "a size that readers parse differently")
        if header.prefix and not header.posix and said.path is None:
            yield gap(ambiguous, path, "a name that readers put together differently")
        if header.type in b"123456" and header.type not in REGULAR and (said.size or header.size):
            yield gap(ambiguous, path, "content where there should be none, which some readers skip")

    def _content(self, header: Header, said: Overrides, path: MemberPath) -> Iterator[Found]:
        size = header.size if said.size is None else said.size
        limit = self.budget.limits.member_bytes
        if header.type == b"S":
            self._skip_sparse_map(header)
        if header.type == b"S" or said.sparse:
            yield gap(GapReason.UNSUPPORTED, path, "a sparse file: its stored pieces are read as they stand")
        elif header.type not in REGULAR:
            yield gap(GapReason.AMBIGUOUS, path, "an unknown type, which some readers pass over")
        content = self.stream.read(min(size, limit))
        yield Entry(path=path, content=content, mode=header.mode)
        left = size + -size % BLOCK - len(content)
        if len(content) < min(size, limit):
            yield _cut_off(path)
        elif size > limit:
            yield gap(GapReason.MEMBER_TOO_LARGE, path, f"{size} bytes, of which the first {limit} were read")
        if left:
            self.stream.skip(left)

    def _skip_sparse_map(self, header: Header) -> None:
        more = header.extended
        while more:
            block = self.stream.read(BLOCK)
            self.budget.take_time()
            more = len(block) == BLOCK and block[504] != 0


def _cut_off(path: MemberPath) -> Gap:
    return gap(GapReason.CORRUPT, path, "the archive is cut off within this member")
