"""
A dependency that the earlier release did not have.

The payload can come with another package: a release of a trusted one that only adds a line to its requirements.

Looks at: names of declared dependencies that are new; whether they are fetched from an address, and whether anybody
uses them.
Does not look at: versions; how old the dependency is, which only its registry knows.
Known honest users: every project, now and then: LOW where the dependency is popular or of the same family.
"""

from collections.abc import Iterator

from watchhouse.ecosystems.popular import popular_names
from watchhouse.evidence.delta.capabilities import Needed
from watchhouse.evidence.delta.change import Change, DeltaRule
from watchhouse.evidence.metadata.resemblance import are_kin
from watchhouse.model.evidence import Confidence, Moment, Severity, Sighting
from watchhouse.model.identity import project_name
from watchhouse.model.technique import Technique

_MOST = 20
"""Beyond, a release has changed as a whole."""


def compare(change: Change) -> Iterator[Sighting]:
    """Yield one sighting for each dependency that was added to others, or to none."""
    if not change.old.metadata_path or not change.new.metadata_path:
        return
    before = {one.name for one in change.old.dependencies}
    addresses = {one.url for one in change.old.dependencies}
    told: set[str] = set()
    for one in change.new.dependencies:
        address = bool(one.url) and one.url not in addresses
        if (one.name in before and not address) or one.name in told or len(told) >= _MOST:
            continue
        told.add(one.name)
        yield DELTA_RULE.sight(
            f"{'fetches a dependency from an address' if address else 'depends on another package'}, {change.since}",
            _confidence(one, change, address=address),
            change.metadata,
            moment=Moment.INSTALL,
            excerpt=f"{one.name} @ {one.url}" if address else one.name,
            attributes=(("dependency", one.name),),
        )


def _confidence(one: Needed, change: Change, *, address: bool) -> Confidence:
    if address:
        return Confidence.HIGH
    name = project_name(one.name, change.new.ecosystem)
    if name in popular_names(change.new.ecosystem).rank:
        return Confidence.LOW
    family = (change.new.name, *(other.name for other in change.old.dependencies))
    return Confidence.LOW if any(are_kin(other, name) for other in family if other) else Confidence.MEDIUM


DELTA_RULE = DeltaRule(
    id="delta-dependency",
    title="Dependency that the earlier release lacked",
    severity=Severity.LOW,
    techniques=(Technique.COMPROMISE_DEPENDENCIES,),
    compare=compare,
    doc=__doc__,
)
