"""
A mailbox or a bare address that the earlier release did not name.

Looks at: web hooks, chat bots, paste sites, request bins, tunnels, file drops and bare addresses, in members of code
that changed.
Does not look at: ordinary hosts (they are kept, and not told); tests, documentation and examples.
Known honest users: releases that add a notifier for a chat service: MEDIUM, LOW where such a service was there before.
"""

from collections.abc import Iterator

from watchhouse.evidence.delta.capabilities import NamedHost
from watchhouse.evidence.delta.change import Change, DeltaRule
from watchhouse.evidence.knowledge.services import ServiceKind
from watchhouse.model.evidence import Confidence, Severity, Sighting
from watchhouse.model.technique import Technique

_SURE = frozenset(
    {
        ServiceKind.CHAT_HOOK,
        ServiceKind.CHAT_BOT,
        ServiceKind.REQUEST_BIN,
        ServiceKind.TUNNEL,
        ServiceKind.DYNAMIC_DNS,
    }
)
_LIKELY = frozenset({ServiceKind.PASTE, ServiceKind.FILE_DROP})
_TOLD = frozenset(kind.value for kind in _SURE | _LIKELY)


def compare(change: Change) -> Iterator[Sighting]:
    """Yield one sighting for each host of such a kind that is new."""
    named = {one.host for one in change.old.hosts}
    kinds = {one.service for one in change.old.hosts} | (
        {"raw"} if any(one.raw for one in change.old.hosts) else set()
    )
    for one in change.new.hosts:
        if one.host in named or not (one.service in _TOLD or one.raw) or not change.changed((one.trace,)):
            continue
        yield DELTA_RULE.sight_trace(
            one.trace,
            f"names {_what(one)}, {change.since}",
            _confidence(one, kinds),
            attributes=(("host", one.host),),
        )


def _what(one: NamedHost) -> str:
    return f"a {one.service}" if one.service in _TOLD else "a bare address"


def _confidence(one: NamedHost, before: set[str]) -> Confidence:
    """Return how much a host says: little where one of its kind was there."""
    if ("raw" if one.raw else one.service) in before:
        return Confidence.LOW
    sure = one.raw or one.service in {kind.value for kind in _SURE}
    return Confidence.MEDIUM if sure else Confidence.LOW


DELTA_RULE = DeltaRule(
    id="delta-host",
    title="Mailbox that the earlier release did not name",
    severity=Severity.MEDIUM,
    techniques=(Technique.SUPPLY_CHAIN_COMPROMISE,),
    compare=compare,
    doc=__doc__,
)
