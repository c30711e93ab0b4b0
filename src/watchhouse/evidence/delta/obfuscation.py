"""
Code made unreadable in a project that was readable before.

Looks at: members that detectors of hiding saw, where the earlier release had none, or only doubtful ones.
Does not look at: members that did not change; how they are hidden (see `obfuscated-source`, `hidden-layer`).
Known honest users: projects that begin to sell a protected build, or to ship a minified bundle.
"""

from collections.abc import Iterator

from watchhouse.evidence.delta.change import Change, DeltaRule
from watchhouse.model.evidence import Severity, Sighting
from watchhouse.model.technique import Technique


def compare(change: Change) -> Iterator[Sighting]:
    """Yield one sighting for the surest obfuscated member, if the earlier release had none as sure."""
    before = max((one.confidence for one in change.old.obfuscations), default=None)
    fresh = [one for one in change.new.obfuscations if change.changed((one.trace,))]
    if not fresh:
        return
    surest = max(fresh, key=lambda one: (one.confidence, one.trace.moment))
    if before is not None and surest.confidence <= before:
        return
    yield DELTA_RULE.sight_trace(
        surest.trace,
        f"hides what its code does, {change.since}",
        surest.confidence,
        attributes=(("members", str(len({one.trace.location.path for one in fresh}))),),
    )


DELTA_RULE = DeltaRule(
    id="delta-obfuscation",
    title="Readable project that turns unreadable",
    severity=Severity.MEDIUM,
    techniques=(Technique.OBFUSCATION, Technique.SUPPLY_CHAIN_COMPROMISE),
    compare=compare,
    doc=__doc__,
)
