"""Two releases' capabilities come in; what is new goes out as sightings, and what could not be compared as a gap."""

from dataclasses import replace
from itertools import islice

from watchhouse.evidence.delta.capabilities import Capabilities
from watchhouse.evidence.delta.catalogue import DELTA_RULES
from watchhouse.evidence.delta.change import Change
from watchhouse.evidence.delta.gap import not_compared
from watchhouse.model.evidence import Confidence, Evidence, Gap, Sighting

MOST = 20
"""Sightings of one rule: more of the same says nothing new."""


def compare(old: Capabilities, new: Capabilities) -> tuple[Sighting, ...]:
    """
    Return what the new release can do that the old one could not.

    Against a release that was not read whole nothing is sure: what seems new may only have been unread before.
    """
    if not old.members or not new.members:
        return ()
    change = Change(old=old, new=new)
    found = (one for rule in DELTA_RULES for one in islice(rule.compare(change), MOST))
    if old.whole:
        return tuple(found)
    return tuple(replace(one, confidence=Confidence.LOW) for one in found)


def difference(old: Capabilities | Gap, new: Capabilities) -> tuple[Evidence, ...]:
    """Return `compare`'s sightings, and a gap, which hides nothing, for what cannot be compared."""
    if isinstance(old, Gap):
        return (old,)
    missing = _not_comparable(old, new)
    return (*compare(old, new), *((not_compared(missing),) if missing else ()))


def _not_comparable(old: Capabilities, new: Capabilities) -> str:
    if not old.members:
        return "the earlier release could not be opened"
    if not old.whole:
        return "the earlier release could not be read whole"
    if old.kind is not new.kind:
        return f"the earlier release is another kind of file ({old.kind.value})"
    return ""
