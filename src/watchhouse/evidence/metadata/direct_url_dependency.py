"""
A dependency fetched from an address instead of the registry.

Whoever holds the address decides, after every review, what is installed. Registries refuse such requirements where
they can; installers of archives, forks and npm follow them.

Looks at: the URL of each direct reference.
Does not look at: what is behind it; ordinary requirements.
Known honest users: private packages, a fork of a dependency until a fix is released (a forge's URL, pinned).
"""

import re
from collections.abc import Iterator

from watchhouse.ecosystems.repository import repository_in
from watchhouse.evidence.detector import Detector
from watchhouse.evidence.facts.package import Dependency, PackageFacts
from watchhouse.evidence.knowledge.hosts import endpoints_in
from watchhouse.evidence.knowledge.services import services_in
from watchhouse.evidence.metadata.hollow import Content, content
from watchhouse.evidence.metadata.subject import in_metadata
from watchhouse.model.evidence import Confidence, Moment, Severity, Sighting
from watchhouse.model.technique import Technique

_LOCAL = re.compile(r"(?:file:|link:|\.{0,2}/)", re.IGNORECASE)
_FORGE_SHORTHAND = re.compile(
    r"(?:(?:github|gitlab|bitbucket|gist):)?[\w.-]{1,100}/[\w.-]{1,100}(?:#.*)?", re.DOTALL
)
_MOST = 500


def examine(facts: PackageFacts) -> Iterator[Sighting]:
    """Yield one sighting for each dependency that is fetched from an address."""
    direct = [dependency for dependency in facts.metadata.dependencies[:_MOST] if dependency.url]
    hollow = bool(direct) and content(facts) is not Content.SOMETHING
    for dependency in direct:
        claim, confidence = judge_address(dependency.url)
        if hollow and confidence < Confidence.HIGH:
            confidence = Confidence(confidence + 1)
        yield DETECTOR.sight(
            claim,
            confidence,
            in_metadata(facts),
            moment=Moment.INSTALL,
            excerpt=f"{dependency.name} @ {dependency.url}",
            attributes=_attributes(dependency),
        )


def judge_address(url: str) -> tuple[str, Confidence]:
    """Return what it means to install from `url`, and how sure that is."""
    plain = url.strip()
    ends = endpoints_in(plain)
    if any(end.address for end in ends):
        return "fetches a dependency from a bare address", Confidence.HIGH
    if services_in(plain):
        return "fetches a dependency from a service that anybody can upload to", Confidence.HIGH
    if _LOCAL.match(plain):
        return "takes a dependency from a local path", Confidence.LOW
    if (
        repository_in(plain) is not None
        or _FORGE_SHORTHAND.fullmatch(plain[:300])
        or plain.startswith("git@")
    ):
        return "fetches a dependency from a source repository", Confidence.LOW
    if any(end.scheme == "http" for end in ends):
        return "fetches a dependency from an address without protection on the way", Confidence.HIGH
    return "fetches a dependency from an address of its own", Confidence.MEDIUM


def _attributes(dependency: Dependency) -> tuple[tuple[str, str], ...]:
    hosts = dict.fromkeys(end.host for end in endpoints_in(dependency.url))
    return (("dependency", dependency.name[:100]), *(("host", host) for host in hosts))


DETECTOR = Detector(
    id="direct-url-dependency",
    title="Dependency from an address",
    severity=Severity.MEDIUM,
    techniques=(Technique.COMPROMISE_DEPENDENCIES, Technique.TOOL_TRANSFER),
    examine=examine,
    doc=__doc__,
)
