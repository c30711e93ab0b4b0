"""One artifact being read: members and gaps as they come, archives inside members, one budget for all."""

from collections import Counter
from collections.abc import Iterable
from hashlib import sha256

from watchhouse.artifacts.budget import Budget
from watchhouse.artifacts.compressed import walk_unpacked
from watchhouse.artifacts.entries import Entry, Found, Link, gap
from watchhouse.artifacts.formats import COMPRESSED, Format, recognise
from watchhouse.artifacts.links import follow
from watchhouse.artifacts.paths import member_path, normal
from watchhouse.artifacts.stream import Stream, in_memory
from watchhouse.artifacts.tar.walk import TarWalk
from watchhouse.artifacts.unpack import unpack
from watchhouse.artifacts.zip.walk import ZipWalk
from watchhouse.model.artifact import Member, MemberPath
from watchhouse.model.evidence import Gap, GapReason
from watchhouse.model.identity import Sha256

INSIDE = "!/"
"""Stands between an archive's path and its member's."""

_GAPS = 1_000
"""Gaps of one reason that are told one by one; a person reads fewer, an archive can have millions."""


class Reading:
    """What has been read so far."""

    def __init__(self, budget: Budget) -> None:
        """Start with nothing; `budget` is spent from here on."""
        self._budget = budget
        self._members: list[Member] = []
        self._gaps: list[Gap] = []
        self._told: Counter[GapReason] = Counter()
        self._untold: dict[GapReason, bool] = {}
        self._top: list[Member] = []
        self._places: dict[str, dict[Sha256, Member]] = {}
        """By the place where a reader would put it, every content found for it."""

    @property
    def members(self) -> tuple[Member, ...]:
        """Everything read, in archive order."""
        return tuple(self._members)

    @property
    def top(self) -> tuple[Member, ...]:
        """The artifact's own members, without those of archives nested in it."""
        return tuple(self._top)

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """Everything not read; beyond a thousand of one reason, one Gap stands for the rest."""
        rest = (
            gap(reason, "", f"and {self._told[reason] - _GAPS} more", hides=hides)
            for reason, hides in self._untold.items()
        )
        return (*self._gaps, *rest)

    def miss(self, missed: Gap) -> None:
        """Note one thing that could not be read."""
        self._told[missed.reason] += 1
        if self._told[missed.reason] <= _GAPS:
            self._gaps.append(missed)
        else:
            self._untold[missed.reason] = self._untold.get(missed.reason, False) or missed.hides

    def keep(self, entry: Entry, prefix: str, depth: int) -> None:
        """Keep one file as a member, and read it too if it is an archive; `depth` archives are open."""
        if self._add(entry, prefix):
            forms = recognise(entry.content)
            if forms:
                self.open(forms, entry.content, entry.path, depth=depth + 1)

    def _add(self, entry: Entry, prefix: str) -> bool:
        """Keep one file as a member; return False if just that was there already."""
        digest = Sha256(sha256(entry.content).hexdigest())
        place = _place(prefix, entry.path)
        before = self._places.get(place)
        if before is None:
            self._places[place] = before = {}
        else:
            same = digest in before
            detail = "the same content twice" if same else "another content than before; all are read"
            self.miss(gap(GapReason.DUPLICATE, entry.path, detail, hides=not same))
            if same:
                return False
        member = Member(path=entry.path, content=entry.content, sha256=digest, mode=entry.mode)
        before[digest] = member
        self._members.append(member)
        if not prefix:
            self._top.append(member)
        return True

    def open(
        self, forms: tuple[Format, ...], content: bytes, path: str, *, depth: int, name: str = ""
    ) -> None:
        """Read `content`, the archive at `path` (empty: the artifact itself, called `name`), in all its forms."""
        if len(forms) > 1:
            self.miss(gap(GapReason.AMBIGUOUS, path, f"a file that is both {forms[0]} and {forms[1]}"))
        if depth > self._budget.limits.depth:
            self.miss(gap(GapReason.NESTING, path, f"more than {self._budget.limits.depth} archives deep"))
            return
        prefix = path + INSIDE if path else ""
        for form in forms:
            if form is Format.ZIP:
                self.take(ZipWalk(content, prefix, self._budget, path, inner=bool(path)), prefix, depth)
            elif form is Format.TAR:
                stream = Stream(in_memory(memoryview(content), self._budget))
                self.take(TarWalk(stream, prefix, self._budget, path), prefix, depth)
            elif form in COMPRESSED:
                stream = Stream(unpack(form, memoryview(content), self._budget))
                self.take(walk_unpacked(stream, prefix, self._budget, path, path or name), prefix, depth)
                self._check_end(stream, content, path)
            else:
                self.miss(gap(GapReason.UNSUPPORTED, path, f"{form} is not read"))

    def take(self, found: Iterable[Found], prefix: str, depth: int) -> None:
        """Take in what a walk through one archive finds."""
        links: list[Link] = []
        for thing in found:
            match thing:
                case Entry():
                    self.keep(thing, prefix, depth)
                case Gap():
                    self.miss(thing)
                case Link():
                    links.append(thing)
        if links:
            self._resolve(links, prefix)

    def _resolve(self, links: list[Link], prefix: str) -> None:
        """
        Give each link the content of what it leads to, a member or a folder.

        A link called `setup.py` runs what it leads to; left out, it would hide that.
        """
        others = {_place("", link.path.removeprefix(prefix)): link for link in links}
        folders = self._folders(prefix)
        to_folders: list[tuple[Link, str]] = []
        for link in links:
            self._budget.take_time()
            place = follow(link.path.removeprefix(prefix), link, others)
            found = list(self._places.get(prefix + place, {}).values()) if place else []
            inside = bool(found) or place in folders
            detail = "a symbolic link" if link.symbolic else "a hard link"
            detail += "" if inside else " to nothing in the artifact"
            self.miss(gap(GapReason.LINK, link.path, detail, hides=not inside))
            if found:
                self._alias(link, link.path, found[-1], prefix)
            elif inside and place is not None:
                to_folders.append((link, f"{prefix}{place}/" if place else prefix))
        real = [(place, members) for place, members in self._places.items() if to_folders]
        for link, folder in to_folders:
            self._budget.take_time()
            for place, members in real:
                if place.startswith(folder):
                    path = member_path(link.path, place[len(folder) - 1 :] if folder else f"/{place}")
                    self._budget.take_member()
                    self._alias(link, path, list(members.values())[-1], prefix)

    def _alias(self, link: Link, path: MemberPath, member: Member, prefix: str) -> None:
        """Keep `member` once more, as `link` makes it appear at `path`."""
        self._budget.take_bytes(len(member.content))
        mode = member.mode if member.mode is not None else link.mode
        self._add(Entry(path=path, content=member.content, mode=mode), prefix)

    def _folders(self, prefix: str) -> frozenset[str]:
        """Return the folders that hold the members of the archive at `prefix`, the topmost one as ""."""
        folders = {""}
        for place in self._places:
            if place.startswith(prefix):
                self._budget.take_time()
                folder = place[len(prefix) :].rpartition("/")[0]
                while folder not in folders:
                    folders.add(folder)
                    folder = folder.rpartition("/")[0]
        return frozenset(folders)

    def _check_end(self, stream: Stream, content: bytes, path: str) -> None:
        """Note how a compressed stream ended, and what stands after it."""
        ending = stream.ending
        if ending is None:
            return
        if ending.flaw is not None:
            self.miss(gap(ending.flaw.reason, path, ending.flaw.detail))
        elif content[ending.used :].strip(b"\0"):
            detail = f"{len(content) - ending.used} bytes after the end of the compressed data"
            self.miss(gap(GapReason.AMBIGUOUS, path, detail))


def _place(prefix: str, path: str) -> str:
    """Return where a reader would put `path`, so that two spellings of one place are one."""
    inner = path.removeprefix(prefix)
    return prefix + (normal(inner) or inner)
