"""
How a project's name resembles a most downloaded one.

Names are compared by what a hand mistypes, what an eye misreads and what a memory garbles. Every comparison is
a look-up in an index or a bounded edit distance among names of nearly the same length.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from watchhouse.ecosystems.popular import PopularNames, popular_names, skeleton, sorted_words, squeezed, words
from watchhouse.model.identity import Ecosystem, ProjectName


class Edit(StrEnum):
    """What was done to the popular name."""

    SEPARATOR = "separators"
    HOMOGLYPH = "characters that look alike"
    SWAPPED_LETTERS = "swapped letters"
    DROPPED_LETTER = "dropped letter"
    DOUBLED_LETTER = "doubled letter"
    KEYBOARD = "neighbouring key"
    ADDED_LETTER = "added letter"
    REPLACED_LETTER = "replaced letter"
    TWO_LETTERS = "two letters"
    SWAPPED_WORDS = "swapped words"
    AFFIX = "added word"
    WORDS = "added words"
    JOINED = "popular names joined"
    OTHER_ECOSYSTEM = "another ecosystem's name"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookalike:
    """One popular name that another name resembles."""

    target: ProjectName
    rank: int
    """The target's place among the most downloaded, from 1."""
    edit: Edit


SHORTEST = 4
"""A shorter popular name has honest neighbours everywhere."""
ONE_EDIT = ((4, 300), (5, 1_500), (6, 15_000))
TWO_EDITS = ((7, 300), (9, 3_000), (12, 15_000))
"""How popular a name of so many characters has to be for an edited one to be taken for it: (characters, rank)."""
HOUSEHOLD = 300
"""Places among the most downloaded whose names everybody knows."""
MOST_WORDS = 8
"""A name of more words is a sentence; trying every stretch of it would only cost time."""
JOINED_FROM = 5
"""Characters that each of two joined names has: shorter ones are ordinary words."""
LONGEST = 100
"""A longer name is no slip of anybody's hand, and would cost time."""

_KEYBOARD = ("1234567890-", "qwertyuiop", "asdfghjkl", "zxcvbnm")

_AFFIXES = frozenset(
    {
        *(
            "python",
            "py",
            "py3",
            "python3",
            "pip",
            "pypi",
            "node",
            "nodejs",
            "js",
            "npm",
            "lib",
            "libs",
            "dev",
        ),
        *("package", "pkg", "module", "official", "real", "original", "the", "my", "new", "latest", "beta"),
        *(
            "alpha",
            "stable",
            "nightly",
            "test",
            "testing",
            "install",
            "get",
            "download",
            "free",
            "pro",
            "plus",
        ),
        *("premium", "lite", "light", "mini", "fast", "super", "extra", "extras", "fix", "fixed", "patch"),
        *("patched", "update", "updated", "upgrade", "secure", "safe", "async", "sync", "core", "base"),
        *("util", "utils", "tool", "tools", "toolkit", "helper", "helpers", "kit", "api", "sdk", "client"),
        *(
            "wrapper",
            "cli",
            "manager",
            "server",
            "v2",
            "v3",
            "2",
            "3",
            "darwin",
            "linux",
            "windows",
            "win",
            "ng",
        ),
    }
)
"""Words that say nothing of what a package is for."""

_GLUED_BEFORE = ("python", "py", "lib")
_GLUED_AFTER = ("python", "py", "lib", "js", "dev", "2", "3")
"""Affixes that also come without a separator; a glued `s` or `x` is an added letter."""


@lru_cache(maxsize=1 << 10)
def lookalikes(name: ProjectName, ecosystem: Ecosystem) -> tuple[Lookalike, ...]:
    """
    Return the popular names of `ecosystem` that `name` resembles, most downloaded first, each once.

    A popular name resembles nobody.

    >>> [(found.target, found.edit.value) for found in lookalikes(ProjectName("reqeusts"), Ecosystem.PYPI)]
    [('requests', 'swapped letters')]
    """
    popular = popular_names(ecosystem)
    if name in popular.rank or not SHORTEST <= len(name) <= LONGEST:
        return ()
    found: dict[ProjectName, Lookalike] = {}
    for target, edit in (*_by_index(name, popular), *_by_distance(name, popular), *_by_affix(name, popular)):
        if len(target) >= SHORTEST and target not in found:
            found[target] = Lookalike(target=target, rank=popular.rank[target], edit=edit)
    if not found:
        found.update((one.target, one) for one in _from_elsewhere(name, ecosystem))
    return tuple(sorted(found.values(), key=lambda one: one.rank))


def _by_index(name: ProjectName, popular: PopularNames) -> Iterator[tuple[ProjectName, Edit]]:
    same = popular.by_skeleton.get(skeleton(name))
    if same is not None:
        yield same, Edit.SEPARATOR if squeezed(same) == squeezed(name) else Edit.HOMOGLYPH
    swapped = popular.by_words.get(sorted_words(name))
    if swapped is not None:
        yield swapped, Edit.SWAPPED_WORDS


def _by_distance(name: ProjectName, popular: PopularNames) -> Iterator[tuple[ProjectName, Edit]]:
    distance = 2 if len(name) >= TWO_EDITS[0][0] - 1 else 1
    for length in range(len(name) - distance, len(name) + distance + 1):
        near = process.extract(
            name, popular.by_length.get(length, []), scorer=OSA.distance, score_cutoff=distance, limit=None
        )
        for target, edits, _ in near:
            known = ONE_EDIT if edits == 1 else TWO_EDITS
            if _recognised(_edited_word(target, name), popular.rank[target], known):
                edit = _one_edit(target, name) if edits == 1 else _two_edits(target, name)
                if edit is not None:
                    yield target, edit


def _recognised(word: str, rank: int, known: tuple[tuple[int, int], ...]) -> bool:
    return any(len(word) >= characters and rank <= limit for characters, limit in known)


def _edited_word(target: str, name: str) -> str:
    """
    Return the word of `target` that `name` changed: of `django-silk` and `django-sink` it is `silk`.

    Two names that share a family's word and differ in a short one of their own are relatives, not look-alikes.
    """
    ours, theirs = words(name), words(target)
    if len(ours) != len(theirs):
        return target
    changed = [their for our, their in zip(ours, theirs, strict=True) if our != their]
    return changed[0] if len(changed) == 1 else target


def _two_edits(target: str, name: str) -> Edit | None:
    """Return the edit, unless the first letter differs: hands and eyes rarely err there, unrelated names do."""
    return Edit.TWO_LETTERS if target[0] == name[0] else None


def _one_edit(target: str, name: str) -> Edit | None:
    """Return how `target` became `name` in one edit; None where only digits differ, as in another version."""
    start = 0
    while start < min(len(target), len(name)) and target[start] == name[start]:
        start += 1
    if len(name) < len(target):
        return None if target[start].isdigit() else Edit.DROPPED_LETTER
    if len(name) > len(target):
        added = name[start]
        if added.isdigit():
            return None
        return Edit.DOUBLED_LETTER if start and name[start - 1] == added else Edit.ADDED_LETTER
    if target[start + 1 :] != name[start + 1 :]:
        return Edit.SWAPPED_LETTERS
    if name[start].isdigit() and target[start].isdigit():
        return None
    return Edit.KEYBOARD if _neighbours(target[start], name[start]) else Edit.REPLACED_LETTER


def _neighbours(one: str, other: str) -> bool:
    """
    Return whether two keys touch on a QWERTY keyboard.

    >>> _neighbours("s", "w"), _neighbours("s", "k")
    (True, False)
    """
    places = [
        (row, column + row / 2)
        for key in (one, other)
        for row, keys in enumerate(_KEYBOARD)
        for column in [keys.find(key)]
        if column >= 0
    ]
    return (
        len(places) == len((one, other))
        and abs(places[0][0] - places[1][0]) <= 1
        and abs(places[0][1] - places[1][1]) <= 1
    )


def _by_affix(name: ProjectName, popular: PopularNames) -> Iterator[tuple[ProjectName, Edit]]:
    parts = words(name)
    if len(parts) > MOST_WORDS:
        return
    for position in range(len(parts)):
        for end in range(position + 1, len(parts) + 1):
            stem = ProjectName("-".join(parts[position:end]))
            rest = parts[:position] + parts[end:]
            if rest and stem in popular.rank and _AFFIXES.issuperset(rest):
                yield stem, Edit.AFFIX if len(rest) == 1 else Edit.WORDS
    if len(parts) == len(("one", "other")) and all(_household(part, popular) for part in parts):
        yield min((ProjectName(part) for part in parts), key=popular.rank.__getitem__), Edit.JOINED
    for shorter in (
        *(name.removeprefix(affix) for affix in _GLUED_BEFORE),
        *(name.removesuffix(affix) for affix in _GLUED_AFTER),
    ):
        if shorter != name and shorter in popular.rank:
            yield ProjectName(shorter), Edit.AFFIX


def _household(word: str, popular: PopularNames) -> bool:
    return len(word) >= JOINED_FROM and popular.rank.get(word, HOUSEHOLD + 1) <= HOUSEHOLD


def _from_elsewhere(name: ProjectName, ecosystem: Ecosystem) -> Iterator[Lookalike]:
    for other in Ecosystem:
        rank = popular_names(other).rank.get(name)
        if other is not ecosystem and rank is not None:
            yield Lookalike(target=name, rank=rank, edit=Edit.OTHER_ECOSYSTEM)
