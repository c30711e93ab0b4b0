"""
Something suspicious of a kind that the earlier release did not show.

Every detector has its honest users; an honest user shows it in every release. One that begins to is worth more than the
same sighting in a package that always had it.

Looks at: detectors that are now sure, or fairly sure, where in the earlier release they saw nothing, in members that
changed.
Does not look at: weak sightings; those that grow by one step; what the metadata show; installers, if the files are of
two kinds.
Known honest users: releases with a new feature of the kind that a detector is about.
"""

from collections.abc import Iterator

from watchhouse.evidence.delta.change import Change, DeltaRule
from watchhouse.model.evidence import Confidence, Moment, Severity, Sighting
from watchhouse.model.technique import Technique


def compare(change: Change) -> Iterator[Sighting]:
    """Yield one sighting for each detector that begins to see something."""
    before = {one.detector: one.confidence for one in change.old.shown}
    for one in change.new.shown:
        if (
            one.severity < Severity.MEDIUM
            or one.confidence < Confidence.MEDIUM
            or before.get(one.detector, 0) >= one.confidence - 1
            or one.trace.location.path in {"", change.new.metadata_path}
            or not change.changed((one.trace,))
            or (one.trace.moment >= Moment.START and not change.alike)
        ):
            continue
        yield DELTA_RULE.sight_trace(
            one.trace,
            f"shows {one.detector.replace('-', ' ')}, {change.since}",
            one.confidence,
            attributes=(("detector", one.detector),),
        )


DELTA_RULE = DeltaRule(
    id="delta-sighting",
    title="Sighting of a kind that the earlier release did not show",
    severity=Severity.MEDIUM,
    techniques=(Technique.SUPPLY_CHAIN_COMPROMISE,),
    compare=compare,
    doc=__doc__,
)
