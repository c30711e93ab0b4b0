"""
No home page, no source repository: nothing to compare the package with.

Weak by itself, since many honest packages have none; it counts beside other evidence.

Looks at: the URLs of the metadata.
Does not look at: links in the description.
Known honest users: small and old packages, internal packages, about one new project in four.
"""

from collections.abc import Iterator

from watchhouse.evidence.detector import Detector
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.metadata.subject import in_metadata
from watchhouse.model.evidence import Confidence, Severity, Sighting
from watchhouse.model.technique import Technique


def examine(facts: PackageFacts) -> Iterator[Sighting]:
    """Yield a sighting if the metadata were read and give no web address."""
    if facts.metadata.path and not any("://" in url for _, url in facts.metadata.urls):
        yield DETECTOR.sight(
            "gives no home page and no source repository", Confidence.HIGH, in_metadata(facts)
        )


DETECTOR = Detector(
    id="no-repository",
    title="No home page",
    severity=Severity.INFORMATION,
    techniques=(Technique.COMPROMISE_SUPPLY_CHAIN,),
    examine=examine,
    doc=__doc__,
)
