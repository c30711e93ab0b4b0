"""
A dependency whose name resembles a most downloaded one.

The payload can lie one package further: a harmless-looking package pulls in the look-alike. Honest developers
mistype a requirement, too; either way somebody else's package is installed.

Looks at: the names of declared dependencies, where the resemblance is sure.
Does not look at: names that only add a word to a popular one; imports without a declared dependency.
Known honest users: forks and coincidences that are popular among their own users.
"""

from collections.abc import Iterator

from watchhouse.ecosystems.lookalike import lookalikes
from watchhouse.evidence.detector import Detector
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.metadata.resemblance import are_kin, is_mistyped, strength
from watchhouse.evidence.metadata.subject import in_metadata, own_name
from watchhouse.model.evidence import Confidence, Moment, Severity, Sighting
from watchhouse.model.identity import project_name
from watchhouse.model.technique import AttackVector, Technique

_MOST = 200
"""Dependencies compared at most, each once."""


def examine(facts: PackageFacts) -> Iterator[Sighting]:
    """Yield one sighting for each dependency that is a mistyped popular name."""
    own = own_name(facts)
    names = dict.fromkeys(
        project_name(dependency.name, facts.ref.ecosystem) for dependency in facts.metadata.dependencies
    )
    for name in list(names)[:_MOST]:
        if not name or are_kin(own, name):
            continue
        for one in lookalikes(name, facts.ref.ecosystem):
            if is_mistyped(one) and strength(one) is Confidence.HIGH:
                yield DETECTOR.sight(
                    "depends on a package named almost as a popular one",
                    Confidence.MEDIUM,
                    in_metadata(facts),
                    moment=Moment.INSTALL,
                    excerpt=name,
                    attributes=(("dependency", name), ("target", one.target), ("edit", one.edit.value)),
                )
                break


DETECTOR = Detector(
    id="lookalike-dependency",
    title="Dependency that resembles a popular one",
    severity=Severity.MEDIUM,
    techniques=(Technique.COMPROMISE_DEPENDENCIES,),
    vector=AttackVector("AV-204"),
    examine=examine,
    doc=__doc__,
)
