"""
Cloud credentials taken: from files, from the metadata service, from secret stores.

A machine in a cloud can ask a link-local address for the keys of its role, and with them its account's secret
store for everything in it. Worms of 2025 and 2026 do both.

Looks at: cloud credential files on their way to the network; questions to a metadata service, more surely beside
another host or when spelled strangely; secret stores that are listed and read out beside another host;
commands that print cluster or cloud secrets.
Does not look at: clients that get their credentials from the cloud's own library.
Known honest users: cloud libraries and anything that asks where it runs (boto, google-auth, opentelemetry).
"""

import re
from collections.abc import Iterator

from watchhouse.evidence.detector import Detector
from watchhouse.evidence.facts.code import Call
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.knowledge.hosts import Endpoint, endpoints_of
from watchhouse.evidence.values import Source
from watchhouse.evidence.views.circumstances import raised, settled, unasked
from watchhouse.evidence.views.sheets import Sheet, sheets
from watchhouse.evidence.views.theft import sight_theft
from watchhouse.model.evidence import Confidence, Severity, Sighting
from watchhouse.model.technique import Technique

METADATA = frozenset(
    {"169.254.169.254", "169.254.170.2", "100.100.100.200", "metadata.google.internal", "fd00:ec2::254"}
)
"""Where clouds answer a machine's questions about itself: AWS, Azure, Google; ECS; Alibaba."""
_KEYS = (
    "security-credentials",
    "service-accounts/",
    "identity/oauth2/token",
    "/v2/credentials",
    "instance/attributes",
)
_STORES = (
    "get_secret_value",
    "list_secrets",
    "batch_get_secret_value",
    "access_secret_version",
    "get_parameters_by_path",
)
_COMMANDS = re.compile(
    r"kubectl (?:-\S{1,30} \S{1,60} ){0,6}get secrets?\b[^\n]{0,80}-o ?(?:json|yaml)"
    r"|aws secretsmanager (?:list|get)-secret"
    r"|gcloud secrets versions access|az keyvault secret (?:list|show)|aws sts get-session-token"
    r"|aws configure export-credentials|gcloud auth (?:application-default )?print-access-token"
)


def examine(facts: PackageFacts) -> Iterator[Sighting]:
    """Yield sightings of cloud credentials that are asked for, read out or sent."""
    yield from sight_theft(
        DETECTOR, facts, Source.CLOUD_TOKEN, what="cloud credentials", plain=Confidence.MEDIUM
    )
    for sheet in sheets(facts):
        others = any(
            end.away and end.host not in METADATA and end.address not in METADATA
            for call in sheet.outgoing
            for end in endpoints_of(call.values)
        )
        yield from _metadata(sheet, elsewhere=others)
        yield from _stores(sheet, elsewhere=others)
        for command in sheet.commands:
            if _COMMANDS.search(command.text[:4000]):
                confidence = raised(Confidence.LOW, when=unasked(command.call.moment))
                yield DETECTOR.sight_call(
                    command.call, "runs a command that prints cloud secrets", settled(sheet.code, confidence)
                )


def _metadata(sheet: Sheet, *, elsewhere: bool) -> Iterator[Sighting]:
    """Yield one sighting for each question to a metadata service."""
    for call in sheet.outgoing:
        end = _asked(call)
        if end is None:
            continue
        disguised = bool(end.address) and end.address != end.host
        keys = any(path in call.text for path in _KEYS)
        confidence = Confidence.LOW
        if disguised or (elsewhere and keys):
            confidence = raised(Confidence.MEDIUM, when=unasked(call.moment) and elsewhere)
        yield DETECTOR.sight_call(
            call,
            "asks the cloud's metadata service" + (" for the keys of the machine's role" if keys else ""),
            settled(sheet.code, confidence),
            attributes=(("host", end.host),),
        )


def _asked(call: Call) -> Endpoint | None:
    """Return the metadata service that `call` asks, or None."""
    for end in endpoints_of(call.values):
        if end.host in METADATA or end.address in METADATA:
            return end
    return None


def _stores(sheet: Sheet, *, elsewhere: bool) -> Iterator[Sighting]:
    """Yield one sighting where a secret store is listed and read out."""
    found = {
        method: calls[0]
        for name, calls in sheet.named.items()
        if (method := name.rpartition(".")[2]) in _STORES
    }
    lists = found.keys() & {"list_secrets", "get_parameters_by_path", "batch_get_secret_value"}
    if not lists:
        return
    call = found[min(lists)]
    confidence = Confidence.LOW
    if elsewhere and len(found) > 1:
        confidence = raised(Confidence.MEDIUM, when=unasked(call.moment))
    yield DETECTOR.sight_call(
        call, "lists and reads out a cloud secret store", settled(sheet.code, confidence)
    )


DETECTOR = Detector(
    id="cloud-token-theft",
    title="Cloud credentials taken",
    severity=Severity.CRITICAL,
    techniques=(Technique.CLOUD_METADATA, Technique.ACCESS_TOKEN),
    examine=examine,
    doc=__doc__,
)
