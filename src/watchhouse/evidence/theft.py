"""What all theft has in common: something worth stealing is read, and leaves the machine."""

from collections.abc import Iterator

from watchhouse.evidence.detector import Detector
from watchhouse.evidence.facts.code import Call
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.facts.values import Source, Taint
from watchhouse.evidence.index import Sheet, sheets
from watchhouse.evidence.knowledge.circumstances import aside, settled, unasked
from watchhouse.model.evidence import Confidence, Sighting

MANY = 3
"""Kinds of loot in one member from which on no honest program explains them all."""


def flows(sheet: Sheet, *sources: Source) -> Iterator[tuple[Call, tuple[Taint, ...]]]:
    """Yield each call that hands data of `sources` to the network, with what it hands over."""
    for call in sheet.outgoing:
        taken = tuple(
            taint for taint in sorted(call.taints | call.receiver.taints, key=str) if taint.source in sources
        )
        if taken:
            yield call, taken


def sight_theft(
    detector: Detector, facts: PackageFacts, *sources: Source, what: str, plain: Confidence
) -> Iterator[Sighting]:
    """
    Yield the sightings that every theft detector has in common.

    Sending is HIGH where it happens unasked, is hidden, or where the member names several kinds of loot;
    `plain` is the confidence of sending one kind when called. Naming places without sending is LOW,
    MEDIUM where many kinds, or hidden names, meet a network call in one member.
    """
    for sheet in sheets(facts):
        kinds = sheet.kinds(*sources)
        sent = False
        for call, taken in flows(sheet, *sources):
            sent = True
            certain = unasked(call.moment) or len(kinds) >= MANY or call.location.layer > 0
            yield detector.sight_call(
                call,
                f"sends what it read from {what} to another host",
                settled(sheet.code, Confidence.HIGH if certain else plain),
                attributes=sorted({("source", taint.source.value) for taint in taken}),
            )
        if kinds and not sent and not aside(sheet.code):
            yield _named(detector, sheet, kinds, what, *sources)


def _named(detector: Detector, sheet: Sheet, kinds: frozenset[str], what: str, *sources: Source) -> Sighting:
    """Return the sighting of a member that names places without a flow that could be followed."""
    places = [place for place in sheet.places if place.source in sources]
    first = next((place for place in places if place.hidden), places[0])
    strange = len(kinds) >= MANY or first.hidden or first.location.layer > 0
    return detector.sight(
        f"names {what}" + (" and speaks to the network" if sheet.outgoing else ""),
        Confidence.MEDIUM if strange and sheet.outgoing else Confidence.LOW,
        first.location,
        moment=first.moment,
        excerpt=first.excerpt,
        decoded=first.excerpt if first.hidden else "",
        attributes=[("kind", kind) for kind in sorted(kinds)],
    )
