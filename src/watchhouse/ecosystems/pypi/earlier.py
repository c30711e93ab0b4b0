"""Which file of a project is the one to compare another release's file with."""

import re
from collections.abc import Iterable

from packaging.specifiers import SpecifierSet
from packaging.version import Version

from watchhouse.ecosystems.pypi.choice import Candidate
from watchhouse.ecosystems.pypi.files import ReleaseFile

_WORDS = re.compile(r"[-_.]")


def comparable(
    candidates: Iterable[Candidate],
    like: ReleaseFile | None,
    *,
    before: Version | None,
    specifier: SpecifierSet,
) -> Candidate | None:
    """
    Return the file of the newest release that `specifier` and `before` admit which is most like `like`.

    What was yanked, and pre-releases of what is none itself, are taken only if there is nothing else.
    """
    admitted = [
        one
        for one in candidates
        if specifier.contains(one.release.version, prereleases=True)
        and (before is None or one.release.version < before)
    ]
    early = before is not None and before.is_prerelease
    admitted = [one for one in admitted if not one.yanked] or admitted
    admitted = [one for one in admitted if early or not one.release.version.is_prerelease] or admitted
    newest = max((one.release.version for one in admitted), default=None)
    of_newest = [one for one in admitted if one.release.version == newest]
    return max(of_newest, key=lambda one: (_likeness(one.release, like), one.file), default=None)


def _likeness(release: ReleaseFile, like: ReleaseFile | None) -> tuple[bool, bool, int]:
    """Return how much two files are of one kind: sdist or wheel, then a tag in common, then parts of tags."""
    wheel = release.tags is not None
    if like is None:
        return wheel, False, 0
    ours, theirs = release.tags or frozenset(), like.tags or frozenset()
    shared = {word for tag in ours for word in _WORDS.split(str(tag))} & {
        word for tag in theirs for word in _WORDS.split(str(tag))
    }
    return wheel is (like.tags is not None), bool(ours & theirs), len(shared)
