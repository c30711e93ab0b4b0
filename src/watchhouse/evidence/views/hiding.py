"""By what a recovered layer was hidden, and whether it was hidden at all."""

import re
from collections.abc import Iterable

from watchhouse.evidence.facts.code import Layer
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.facts.zones import CODE_SUFFIXES
from watchhouse.model.artifact import Member

_WORD = re.compile(r"[A-Za-z_]{4,}")
_MOST_WORDS = 40
_LOOKED_AT = 4_000
"""Characters of a layer whose words are looked up in the text that was shipped."""
_NO_ENCODING = frozenset({"written to a file"})
"""Steps by which a text is passed on and not hidden."""


def encodings(layer: Layer) -> tuple[str, ...]:
    """Return the steps by which a layer was hidden, outermost first; empty where it was only put together."""
    return tuple(step for step in layer.steps if step not in _NO_ENCODING)


def spelled_otherwise(facts: PackageFacts, layer: Layer) -> bool:
    """Return whether most words of a layer that no known decoder made stand in no text of the package as shipped."""
    words = sorted(set(_WORD.findall(layer.content[:_LOOKED_AT])))[:_MOST_WORDS]
    if layer.location.layer != 1 or not words:
        return False
    own = [member for member in facts.tree.members if member.path == layer.location.path]
    sources = (member for member in facts.tree.members if member.path.endswith(CODE_SUFFIXES))
    return _missing(words, own) and _missing(words, sources)


def _missing(words: list[str], members: Iterable[Member]) -> bool:
    """Return whether at least half of `words` stand in none of `members`."""
    left = set(words)
    for member in members:
        left = {word for word in left if word.encode() not in member.content}
        if 2 * len(left) < len(words):
            return False
    return True
