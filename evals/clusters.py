"""
Near-duplicates: packages that are one another with the names changed.

Two packages belong together if they share the exact shape of a file that does something (and that no honest
package has), or if most of all their syntax is the same. Links are followed to the end, so a cluster may be wider
than any two of its members: for folds that is the safe side.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping

from evals.shapes import PERMUTATIONS, Shape

SAME = 0.8
"""Share of equal MinHash values from which two packages are near-duplicates: an estimate of Jaccard likeness."""
BAND = 4
"""Rows per band; two packages are compared when one band of theirs is equal."""


def clusters(shapes: Mapping[str, Shape], plain: frozenset[str], ties: Mapping[str, str]) -> dict[str, str]:
    """
    Return for each package (by digest) the name of its cluster: the smallest digest in it.

    `plain` are file shapes that honest packages have; `ties` puts packages of one value together in any case.
    """
    forest = {key: key for key in shapes}
    leaders: dict[Hashable, str] = {}
    for key in sorted(shapes):
        for bucket, verified in _buckets(key, shapes[key], plain, ties):
            leader = leaders.setdefault(bucket, key)
            if leader != key and (verified or alike(shapes[leader], shapes[key])):
                _join(forest, leader, key)
    return {key: _root(forest, key) for key in forest}


def alike(one: Shape, other: Shape) -> bool:
    """Return whether most of the syntax of two packages is the same."""
    equal = sum(a == b for a, b in zip(one.minhash, other.minhash, strict=False))
    return equal >= SAME * PERMUTATIONS


def sizes(named: Mapping[str, str], keys: Iterable[str]) -> Counter[str]:
    """Return how many of `keys` each cluster holds."""
    return Counter(named[key] for key in keys)


def members(named: Mapping[str, str], keys: Iterable[str]) -> dict[str, list[str]]:
    """Return which of `keys` each cluster holds."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for key in keys:
        found[named[key]].append(key)
    return dict(found)


def _buckets(
    key: str, shape: Shape, plain: frozenset[str], ties: Mapping[str, str]
) -> Iterable[tuple[Hashable, bool]]:
    if key in ties:
        yield ("tie", ties[key]), True
    for digest in shape.files:
        if digest not in plain:
            yield ("file", digest), True
    for start in range(0, len(shape.minhash), BAND):
        yield ("band", start, shape.minhash[start : start + BAND]), False


def _root(forest: dict[str, str], key: str) -> str:
    while forest[key] != key:
        forest[key] = forest[forest[key]]
        key = forest[key]
    return key


def _join(forest: dict[str, str], one: str, other: str) -> None:
    low, high = sorted((_root(forest, one), _root(forest, other)))
    forest[high] = low
