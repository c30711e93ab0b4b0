"""The room's door for one file: its bytes become an ArtifactTree."""

from collections.abc import Callable
from hashlib import sha256

from watchhouse.artifacts.budget import Budget, BudgetSpentError
from watchhouse.artifacts.entries import Entry, gap
from watchhouse.artifacts.formats import UNSUPPORTED, Format, recognise
from watchhouse.artifacts.layout import kind_of_tar, kind_of_zip, rivals_below_the_top
from watchhouse.artifacts.paths import member_path, printable_name
from watchhouse.artifacts.reading import Reading
from watchhouse.model.artifact import ArtifactKind, ArtifactTree, Member, ReadLimits
from watchhouse.model.evidence import GapReason
from watchhouse.model.identity import Sha256

_ARCHIVE_NAMES = (
    ".whl",
    ".zip",
    ".egg",
    ".nupkg",
    ".tar",
    ".tgz",
    ".tar.gz",
    ".tar.bz2",
    ".tar.xz",
)


def read_artifact(
    content: bytes, file_name: str, limits: ReadLimits, clock: Callable[[], float]
) -> ArtifactTree:
    """
    Return everything that can be read of an artifact, and a Gap for everything else.

    What it is, its content decides; `file_name` names what the content does not name. `clock` tells
    monotonic seconds.
    """
    name = printable_name(file_name)
    budget = Budget(limits, clock, len(content))
    reading = Reading(budget)
    forms = recognise(content)
    try:
        if forms:
            reading.open(forms, content, "", depth=1, name=name)
        else:
            budget.take_member()
            budget.take_bytes(min(len(content), limits.member_bytes))
            path = member_path("", name)
            reading.keep(Entry(path=path, content=content[: limits.member_bytes]), "", 1)
            if len(content) > limits.member_bytes:
                detail = f"{len(content)} bytes, of which the first {limits.member_bytes} were read"
                reading.miss(gap(GapReason.MEMBER_TOO_LARGE, path, detail))
    except BudgetSpentError as spent:
        reading.miss(gap(spent.reason, "", spent.detail))
    if not forms and name.lower().endswith(_ARCHIVE_NAMES):
        reading.miss(gap(GapReason.CORRUPT, "", "not the archive that its name says"))
    kind = _kind(forms, reading.top, name)
    if kind is ArtifactKind.NPM_TARBALL:
        for missed in rivals_below_the_top(reading.top):
            reading.miss(missed)
    return ArtifactTree(
        kind=kind,
        sha256=Sha256(sha256(content).hexdigest()),
        size=len(content),
        members=reading.members,
        gaps=reading.gaps,
    )


def _kind(forms: tuple[Format, ...], members: tuple[Member, ...], name: str) -> ArtifactKind:
    if not forms:
        return ArtifactKind.FILE
    if forms[0] in UNSUPPORTED:
        return ArtifactKind.ARCHIVE
    paths = [member.path for member in members]
    return kind_of_zip(paths) if forms[0] is Format.ZIP else kind_of_tar(paths, name)
