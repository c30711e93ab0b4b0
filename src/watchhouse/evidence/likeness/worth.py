"""Which members of an established release are worth an entry in an index of known files."""

from collections.abc import Iterator

from watchhouse.evidence.facts.assemble import PROSE
from watchhouse.evidence.facts.code import Zone
from watchhouse.evidence.facts.first_pass import Placed, first_pass
from watchhouse.evidence.facts.hints import Hint
from watchhouse.evidence.facts.scripts.recognise import language_of
from watchhouse.evidence.facts.triage import weight
from watchhouse.evidence.facts.zones import PYTHON_SUFFIXES
from watchhouse.model.artifact import ArtifactTree
from watchhouse.model.identity import Sha256

LOOKED_AT: frozenset[str] = frozenset({Hint.INVISIBLE, Hint.ODD_LETTERS})
"""Signs that earn no parse, but that detectors of raw text follow."""


def worth_knowing(tree: ArtifactTree, own: str) -> Iterator[Sha256]:
    """
    Yield the digests of members that the first pass would have read or looked at, in the package named `own`.

    Only modules, scripts and native members where modules lie: tests, examples and installers of one release could
    be made the modules of another package.
    """
    for one in first_pass(tree, own):
        if one.zone is Zone.PACKAGE and (one.native or (_is_code(one) and _is_dear(one))):
            yield one.member.sha256


def _is_code(one: Placed) -> bool:
    path = one.member.path
    if path.endswith(PYTHON_SUFFIXES):
        return not path.endswith(".pth")
    return not PROSE.search(one.member.name) and language_of(path, one.member.content) is not None


def _is_dear(one: Placed) -> bool:
    return weight(one.hints) > 0 or bool(one.hints & LOOKED_AT)
