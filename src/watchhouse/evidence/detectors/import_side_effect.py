"""
A package that speaks to the network or starts a program as soon as it is imported.

Looks at: network calls and processes at import.
Does not look at: look-ups of the own host name, objects that only prepare a connection, build and version tools.
Known honest users: data packages that download on first import, probes of the platform: LOW for programs.
"""

from collections.abc import Iterator

from watchhouse.evidence.detector import Detector, calls
from watchhouse.evidence.facts.code import Call
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.knowledge.hosts import RESOLVERS, Reach, endpoints_of
from watchhouse.evidence.knowledge.programs import BUILD_TOOLS, HANDED_TEXT, NOT_SENDING
from watchhouse.evidence.values import Sink, Source
from watchhouse.evidence.views.arguments import destination_of, program_of
from watchhouse.evidence.views.circumstances import raised, settled
from watchhouse.model.evidence import Confidence, Moment, Severity, Sighting
from watchhouse.model.technique import Technique

_NEAR = frozenset({Reach.LOOPBACK, Reach.PRIVATE})


def examine(facts: PackageFacts) -> Iterator[Sighting]:
    """Yield one sighting for each network call and each process at import."""
    for code, call in calls(facts):
        if call.moment is not Moment.IMPORT:
            continue
        if call.sink is Sink.NETWORK and call.name not in NOT_SENDING and _goes_away(call):
            yield DETECTOR.sight_call(
                call, "speaks to the network when it is imported", settled(code, Confidence.MEDIUM)
            )
        elif call.sink is Sink.PROCESS:
            program = program_of(call)
            if program not in BUILD_TOOLS:
                hidden = call.receives(Source.DECODED, Source.REMOTE_CONTENT)
                confidence = raised(Confidence.LOW, when=program in HANDED_TEXT or hidden)
                yield DETECTOR.sight_call(
                    call, "starts a program when it is imported", settled(code, confidence)
                )


def _goes_away(call: Call) -> bool:
    """Return whether a network call leaves the machine, as far as its arguments tell."""
    endpoints = endpoints_of(call.values)
    if endpoints:
        return any(
            endpoint.reach not in _NEAR and endpoint.address not in RESOLVERS for endpoint in endpoints
        )
    return bool(destination_of(call).strip() or call.taints)


DETECTOR = Detector(
    id="import-side-effect",
    title="Network or programs at import",
    severity=Severity.MEDIUM,
    techniques=(Technique.MALICIOUS_LIBRARY, Technique.PYTHON),
    examine=examine,
    doc=__doc__,
)
