"""The room's door for a folder: its files, opened by somebody else, become an ArtifactTree."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256

from watchhouse.artifacts.budget import Budget, BudgetSpentError
from watchhouse.artifacts.entries import Entry, Found, Link, gap
from watchhouse.artifacts.paths import member_path, path_gap, printable, printable_name
from watchhouse.artifacts.reading import Reading
from watchhouse.model.artifact import ArtifactKind, ArtifactTree, Member, ReadLimits
from watchhouse.model.errors import WatchhouseError
from watchhouse.model.evidence import GapReason
from watchhouse.model.identity import Sha256


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderFile:
    """One file of a folder, not yet opened."""

    path: str
    """Relative to the folder, with `/` between its parts."""
    mode: int
    size: int
    load: Callable[[], bytes]
    """Returns the content; of a link its target as stored. It may raise an OSError or a WatchhouseError."""
    is_link: bool = False
    is_special: bool = False


def read_folder(files: Iterable[FolderFile], limits: ReadLimits, clock: Callable[[], float]) -> ArtifactTree:
    """
    Return everything that can be read of a folder, archives in it included, and a Gap for everything else.

    A folder's SHA-256 is that of the list of its files' digests and paths, sorted.
    """
    budget = Budget(limits, clock)
    reading = Reading(budget)
    try:
        reading.take(_walk(files, budget), "", depth=1)
    except BudgetSpentError as spent:
        reading.miss(gap(spent.reason, "", spent.detail))
    own = reading.top
    return ArtifactTree(
        kind=ArtifactKind.FOLDER,
        sha256=_digest(own),
        size=sum(len(member.content) for member in own),
        members=reading.members,
        gaps=reading.gaps,
    )


def _walk(files: Iterable[FolderFile], budget: Budget) -> Iterator[Found]:
    for file in files:
        budget.take_member()
        name = printable_name(file.path)
        path = member_path("", name)
        if (unsafe := path_gap(path, name)) is not None:
            yield unsafe
        if file.is_special:
            yield gap(GapReason.SPECIAL_FILE, path, "a device, pipe or socket")
            continue
        if not file.is_link and file.size > budget.limits.member_bytes:
            yield gap(GapReason.MEMBER_TOO_LARGE, path, f"{file.size} bytes")
            continue
        try:
            content = file.load()[: budget.limits.member_bytes + 1]
        except (OSError, WatchhouseError) as error:
            yield gap(GapReason.CORRUPT, path, f"cannot be opened: {type(error).__name__}")
            continue
        budget.publish(len(content))
        budget.take_bytes(len(content))
        if file.is_link:
            yield Link(path=path, target=printable(content), symbolic=True, mode=file.mode)
        else:
            yield Entry(path=path, content=content[: budget.limits.member_bytes], mode=file.mode)
            if len(content) > budget.limits.member_bytes:
                yield gap(GapReason.MEMBER_TOO_LARGE, path, "it has grown while it was read")


def _digest(members: Iterable[Member]) -> Sha256:
    lines = sorted(f"{member.sha256}  {member.path}\n" for member in members)
    return Sha256(sha256("".join(lines).encode()).hexdigest())
