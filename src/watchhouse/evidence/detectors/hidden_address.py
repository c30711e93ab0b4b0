"""
A network address that stands in the code only in hidden form.

An honest client names the host that it speaks to. One that keeps the address in base64, in character codes or in a
reversed text wants nobody who reads or greps the code to see it.

Looks at: network calls whose address was decoded, deciphered or spelled from pieces of other words.
Does not look at: addresses that are merely put together from readable parts, or read from a configuration file.
Known honest users: few; a client of an unofficial interface that hides its key together with the address.
"""

from collections.abc import Iterator

from watchhouse.evidence.detector import Detector
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.knowledge.hosts import endpoints_in
from watchhouse.evidence.values import Sink, Source
from watchhouse.evidence.views.arguments import address_of
from watchhouse.evidence.views.circumstances import settled
from watchhouse.model.evidence import Confidence, Severity, Sighting
from watchhouse.model.technique import Technique


def examine(facts: PackageFacts) -> Iterator[Sighting]:
    """Yield one sighting for each network call to a hidden address."""
    for code in facts.code:
        for call in code.calls:
            if call.sink is not Sink.NETWORK:
                continue
            address = address_of(call)
            if address.has(Source.DECODED) and any(host.away for host in endpoints_in(address.text)):
                yield DETECTOR.sight_call(
                    call, "speaks to an address that the code hides", settled(code, Confidence.HIGH)
                )


DETECTOR = Detector(
    id="hidden-address",
    title="Hidden network address",
    severity=Severity.HIGH,
    techniques=(Technique.OBFUSCATION, Technique.DEOBFUSCATE, Technique.WEB_PROTOCOLS),
    examine=examine,
    doc=__doc__,
)
