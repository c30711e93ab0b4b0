"""Members in which code rides along: each is recognised by its bytes or its name, and given to its reader."""

import re
from collections.abc import Iterable

from watchhouse.evidence.facts.carriers.build_files import is_build_file, read_build_file
from watchhouse.evidence.facts.carriers.pickles import is_pickle, read_pickle
from watchhouse.evidence.facts.code import CodeFacts
from watchhouse.evidence.facts.first_pass import Placed
from watchhouse.evidence.facts.python.machine import Carried
from watchhouse.evidence.facts.python.read import MOMENTS
from watchhouse.evidence.facts.zones import PYTHON_SUFFIXES
from watchhouse.model.artifact import ArtifactKind
from watchhouse.model.evidence import Moment

_LOADS = re.compile(
    rb"^[^\s#][^\n]{0,200}\b(?:c?pickle|dill|joblib|torch|np|numpy|pd|pandas)\.(?:loads?|read_pickle)\s*\(",
    re.MULTILINE,
)
"""A statement at the top of a module that loads a pickle."""
SEARCHED = 64 << 10
"""Bytes of a module in which such a statement is looked for."""


def read_carriers(
    placed: Iterable[Placed], kind: ArtifactKind, *, npm: bool
) -> tuple[tuple[CodeFacts, ...], tuple[Carried, ...]]:
    """
    Return the facts of every member in which code rides along, and the scripts that they carry.

    A pickle runs when it is loaded: as early as any module of the package loads one.
    """
    loading: Moment | None = None
    found: list[CodeFacts] = []
    carried: list[Carried] = []
    for one in placed:
        if one.known or one.native:
            continue
        if is_build_file(one.member.path, kind, npm=npm):
            found.append(read_build_file(one.member))
        if not is_pickle(one.member.path, one.member.content):
            continue
        if loading is None:
            loading = _loading(placed)
        facts, more = read_pickle(one.member, zone=one.zone, moment=loading)
        found.append(facts)
        carried.extend(more)
    return tuple(found), tuple(carried)


def _loading(placed: Iterable[Placed]) -> Moment:
    """Return the earliest moment at which a pickle is loaded; CALL if nothing is seen to load one."""
    moments = (
        MOMENTS[one.zone]
        for one in placed
        if one.member.path.endswith(PYTHON_SUFFIXES) and _LOADS.search(one.member.content, 0, SEARCHED)
    )
    return max(moments, default=Moment.CALL)
