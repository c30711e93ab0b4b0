"""How much a resemblance between two names says, measured on ordinary names (docs/decisions/0005)."""

from watchhouse.ecosystems.lookalike import Edit, Lookalike, lookalikes
from watchhouse.ecosystems.popular import squeezed, words
from watchhouse.model.evidence import Confidence
from watchhouse.model.identity import Ecosystem, ProjectName

_EVERY = 1 << 30
_NEVER = 0

_RANKS: dict[Edit, tuple[int, int]] = {
    Edit.SEPARATOR: (_EVERY, _EVERY),
    Edit.HOMOGLYPH: (_EVERY, _EVERY),
    Edit.SWAPPED_WORDS: (_EVERY, _EVERY),
    Edit.SWAPPED_LETTERS: (3_000, _EVERY),
    Edit.DROPPED_LETTER: (3_000, _EVERY),
    Edit.DOUBLED_LETTER: (3_000, _EVERY),
    Edit.KEYBOARD: (500, 3_000),
    Edit.ADDED_LETTER: (500, 3_000),
    Edit.REPLACED_LETTER: (500, 3_000),
    Edit.TWO_LETTERS: (100, 1_000),
    Edit.AFFIX: (_NEVER, 500),
    Edit.WORDS: (_NEVER, 100),
    Edit.JOINED: (_NEVER, _EVERY),
    Edit.OTHER_ECOSYSTEM: (_NEVER, 1_000),
}
"""Up to which place of the target an edit is sure, and up to which it is likely."""

_SHORT = 4
"""Characters of a name that honest names reach by chance."""
_FAMILY_WORD = 3
"""Characters of the shortest word that tells a family of projects."""
_NO_FAMILY = frozenset(
    {"python", "node", "lib", "the", "api", "sdk", "cli", "core", "client", "utils", "tools"}
)


def strength(one: Lookalike) -> Confidence:
    """Return how sure it is that `one` is no coincidence."""
    sure, likely = _RANKS[one.edit]
    if one.rank <= sure and len(one.target) > _SHORT:
        return Confidence.HIGH
    return Confidence.MEDIUM if one.rank <= likely else Confidence.LOW


def resembled(name: ProjectName, target: ProjectName, ecosystem: Ecosystem) -> Lookalike | None:
    """Return how `name` resembles `target`, if it does."""
    return next((one for one in lookalikes(name, ecosystem) if one.target == target), None)


def is_mistyped(one: Lookalike | None) -> bool:
    """Return whether `one` is a name spelled wrong, not one that openly adds to another."""
    return one is not None and one.edit not in {
        Edit.AFFIX,
        Edit.WORDS,
        Edit.JOINED,
        Edit.OTHER_ECOSYSTEM,
    }


def are_kin(name: str, other: str) -> bool:
    """
    Return whether two names openly belong together, as a project and its plug-in, fork or part do.

    >>> are_kin("requests-toolbelt", "requests"), are_kin("reqeusts", "requests")
    (True, False)
    """
    ours, theirs = squeezed(name), squeezed(other)
    if not ours or not theirs or ours in theirs or theirs in ours:
        return True
    shared = {word for word in words(other) if len(word) >= _FAMILY_WORD} - _NO_FAMILY
    return any(word in ours for word in shared)
