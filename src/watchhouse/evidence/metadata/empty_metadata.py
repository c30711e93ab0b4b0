"""
Metadata that say nothing at all: no author, no address, no summary, no description, no link.

Looks at: the fields that people fill in for people.
Does not look at: packages whose metadata could not be found or read (a gap says so).
Known honest users: experiments, internal packages published by mistake.
"""

from collections.abc import Iterator

from watchhouse.evidence.detector import Detector
from watchhouse.evidence.facts.package import Metadata, PackageFacts
from watchhouse.evidence.metadata.subject import in_metadata
from watchhouse.model.evidence import Confidence, Severity, Sighting
from watchhouse.model.technique import Technique

_NOTHING = frozenset({"", "unknown", "none", "n/a", "null", "todo"})


def examine(facts: PackageFacts) -> Iterator[Sighting]:
    """Yield a sighting if no field tells who made the package or what it is for."""
    if facts.metadata.path and not any(_says(value) for value in _for_people(facts.metadata)):
        yield DETECTOR.sight(
            "says neither who made it nor what it is for",
            Confidence.HIGH,
            in_metadata(facts),
        )


def _for_people(metadata: Metadata) -> tuple[str, ...]:
    links = tuple(url for _, url in metadata.urls)
    return (metadata.summary, metadata.description, *metadata.authors, *metadata.emails, *links)


def _says(value: str) -> bool:
    return value.strip().lower() not in _NOTHING


DETECTOR = Detector(
    id="empty-metadata",
    title="Metadata that say nothing",
    severity=Severity.LOW,
    techniques=(Technique.COMPROMISE_SUPPLY_CHAIN,),
    examine=examine,
    doc=__doc__,
)
