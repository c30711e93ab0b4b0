"""Names for projects: unique, speaking, and found again without a table of them all."""

import random
from collections.abc import Mapping
from functools import cache

from watchhouse.ecosystems.popular import popular_names
from watchhouse.model.identity import Ecosystem
from watchhouse.testing.generate.words import ADJECTIVES, NOUNS, PURPOSES

CAPACITY = len(ADJECTIVES) * len(NOUNS) * len(PURPOSES)
"""How many projects can be named."""
_STRIDE = 104_729
"""Sends neighbours apart; a prime that does not divide the capacity keeps every name unique."""
_SHORTEST = 6


def words_of(index: int) -> tuple[str, str, str]:
    """Return the three words that name project `index`."""
    place = index * _STRIDE % CAPACITY
    place, purpose = divmod(place, len(PURPOSES))
    adjective, noun = divmod(place, len(NOUNS))
    return ADJECTIVES[adjective], NOUNS[noun], PURPOSES[purpose]


def index_of(name: str) -> int | None:
    """Return which project `name` would be, however it is spelled, or None if it is no name of ours."""
    words = name.rpartition("/")[2].lower().replace(".", "-").replace("_", "-").split("-")
    if len(words) != 3:
        return None
    try:
        place = (ADJECTIVES.index(words[0]) * len(NOUNS) + NOUNS.index(words[1])) * len(PURPOSES)
        place += PURPOSES.index(words[2])
    except ValueError:
        return None
    return place * pow(_STRIDE, -1, CAPACITY) % CAPACITY


def spelled(chance: random.Random, index: int, ecosystem: Ecosystem, user: str) -> str:
    """Return the name of project `index` as its author writes it."""
    words = words_of(index)
    match ecosystem:
        case Ecosystem.PYPI:
            name = chance.choice("---_.").join(words)
            return name.title() if chance.random() < 0.1 else name
        case Ecosystem.NPM:
            return f"@{user}/{'-'.join(words)}" if chance.random() < 0.25 else "-".join(words)
        case Ecosystem.NUGET:
            return ".".join(word.title() for word in words)


def lookalike(index: int, projects: int, ecosystem: Ecosystem) -> str:
    """
    Return a popular name misspelt, for `projects` projects each its own, or nothing.

    It is nothing where every misspelling has been given to a project before `index`.
    """
    names = lookalikes(ecosystem)
    place = index * len(names) // projects
    first = index == 0 or (index - 1) * len(names) // projects != place
    return names[place] if names and first else ""


def lookalike_index(name: str, projects: int, ecosystem: Ecosystem) -> int | None:
    """Return which project `lookalike` would call `name`, or None."""
    names = lookalikes(ecosystem)
    return -(-names.index(name) * projects // len(names)) if name in names else None


@cache
def lookalikes(ecosystem: Ecosystem) -> tuple[str, ...]:
    """Return popular names with two neighbouring letters exchanged, none of which is popular itself."""
    popular = popular_names(ecosystem).rank
    found = (misspelt for name in popular if (misspelt := _misspelt(name, popular)))
    return tuple(dict.fromkeys(found))


def _misspelt(name: str, popular: Mapping[str, int]) -> str:
    if len(name) < _SHORTEST or not name.isalpha():
        return ""
    for at in range(len(name) // 2, len(name) - 1):
        changed = name[:at] + name[at + 1] + name[at] + name[at + 2 :]
        if changed not in popular:
            return changed
    return ""
