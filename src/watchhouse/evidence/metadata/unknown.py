"""Which declared dependencies nobody knows: neither widely used, nor openly the project's own."""

from watchhouse.ecosystems.popular import popular_names
from watchhouse.evidence.facts.package import Dependency, PackageFacts
from watchhouse.evidence.metadata.resemblance import are_kin
from watchhouse.evidence.metadata.subject import own_name
from watchhouse.model.identity import project_name

MOST = 200
"""Dependencies looked at; a list that long is a whole environment's."""


def unknown_dependencies(facts: PackageFacts) -> list[Dependency]:
    """Return what the index serves with the package and is neither popular nor named as the project's relative."""
    popular = popular_names(facts.ref.ecosystem).rank
    own = own_name(facts)
    found = []
    for dependency in facts.metadata.dependencies[:MOST]:
        name = project_name(dependency.name, facts.ref.ecosystem)
        served = name and not dependency.url and "extra ==" not in dependency.specifier
        if served and name not in popular and not are_kin(own, name):
            found.append(dependency)
    return found
