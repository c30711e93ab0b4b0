"""
A version so high that it wins against any internal package of the same name.

Dependency confusion publishes the name of somebody's internal package with a version that an installer prefers to
every real one: 99.0.0, 9999.9.9, 100.100.100. Of ordinary projects 3 in 10,000 have such a version.

Looks at: the version's numbers.
Does not look at: dates as versions; builds that follow something else's numbering (a browser's, a game's).
Known honest users: placeholders that keep an internal name from being taken, tests of release tools.
"""

import re
from collections.abc import Iterator

from watchhouse.ecosystems.popular import words
from watchhouse.evidence.detector import Detector
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.metadata.subject import in_metadata, own_name, own_version
from watchhouse.model.evidence import Confidence, Severity, Sighting
from watchhouse.model.technique import Technique

_NUMBERS = re.compile(r"v?(?:\d{1,3}!)?(\d{1,12}(?:\.\d{1,14}){0,7})", re.ASCII)
_NINES = re.compile(r"9{2,}")
_LEET = frozenset({"1337", "13337", "31337", "31463", "666", "6666", "42069", "69420", "1234", "12345"})
_REPEATED_FROM = 50
_HIGH_FROM = 100
_THOUSAND = 1_000
_YEARS = range(1990, 2041)
_LONGEST_HIGH = 4
"""Digits of a high number that is no date: YYMMDD has six, YYYYMMDD eight."""
_INTERNAL = frozenset(
    {"internal", "intern", "private", "corp", "inc", "infra", "platform", "backend", "monorepo"}
)
"""Words of names that were not meant for the public."""


def examine(facts: PackageFacts) -> Iterator[Sighting]:
    """Yield a sighting if the version is made to win."""
    version = own_version(facts)
    match = _NUMBERS.match(version)
    confidence = _confidence(match[1].split(".")) if match else None
    if confidence is None:
        return
    internal = sorted(_INTERNAL.intersection(words(own_name(facts))))
    if internal and confidence < Confidence.HIGH:
        confidence = Confidence(confidence + 1)
    yield DETECTOR.sight(
        "has a version higher than any that comes from counting releases",
        confidence,
        in_metadata(facts),
        excerpt=version,
        attributes=(("version", version[:100]), *(("internal", word) for word in internal)),
    )


def _confidence(numbers: list[str]) -> Confidence | None:
    major = numbers[0].lstrip("0") or "0"
    high = int(major)
    repeated = len(numbers) > 1 and len(set(numbers)) == 1 and high >= _REPEATED_FROM
    if _NINES.fullmatch(major) or (repeated and high not in _YEARS):
        return Confidence.HIGH
    round_thousand = high >= _THOUSAND and high % _THOUSAND == 0 and high not in _YEARS and len(numbers) > 1
    if major in _LEET or round_thousand:
        return Confidence.MEDIUM
    if high >= _HIGH_FROM and len(major) <= _LONGEST_HIGH and high not in _YEARS and _only_zeros(numbers[1:]):
        return Confidence.LOW
    return None


def _only_zeros(numbers: list[str]) -> bool:
    return bool(numbers) and all(int(number) <= 1 for number in numbers)


DETECTOR = Detector(
    id="absurd-version",
    title="Version made to win",
    severity=Severity.MEDIUM,
    techniques=(Technique.COMPROMISE_DEPENDENCIES,),
    examine=examine,
    doc=__doc__,
)
