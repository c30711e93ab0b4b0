"""
A mistyped name together with the identity of the very project that it was mistyped from.

Each alone has honest explanations. A package that is called almost as a popular project and gives that project's
author, repository, summary or instructions as its own wants to be taken for it.

Looks at: author, repository, summary and the install commands in the description, against the project resembled.
Does not look at: names that openly add a word; code (a copy of the project's code is `likeness`'s subject).
Known honest users: owners who publish their own project under a name that users mistype.
"""

import re
from collections.abc import Iterator

from watchhouse.ecosystems.identities import identities, person_mark
from watchhouse.ecosystems.lookalike import lookalikes
from watchhouse.ecosystems.popular import fingerprint, squeezed, summaries
from watchhouse.ecosystems.repository import repository_in
from watchhouse.evidence.detector import Detector
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.metadata.hollow import Content, content
from watchhouse.evidence.metadata.owner import stands_in_for
from watchhouse.evidence.metadata.prose import prose
from watchhouse.evidence.metadata.resemblance import is_mistyped, strength
from watchhouse.evidence.metadata.subject import in_metadata, own_name
from watchhouse.model.evidence import Confidence, Severity, Sighting
from watchhouse.model.identity import Ecosystem, ProjectName
from watchhouse.model.technique import AttackVector, Technique

_MOST = 40
_INSTALL = re.compile(
    r"\b(?:pip3?|pipx|uv(?: pip)?|poetry|npm|yarn|pnpm|conda) (?:install|add|i) "
    r"(?:--?[\w-]{1,30} ){0,3}[\"']?([\w.@/-]{2,100})",
    re.IGNORECASE,
)


def examine(facts: PackageFacts) -> Iterator[Sighting]:
    """Yield a sighting for the first project that the package resembles in name and in identity."""
    for one in lookalikes(own_name(facts), facts.ref.ecosystem):
        certain = strength(one)
        if not is_mistyped(one) or certain is Confidence.LOW:
            continue
        taken = sorted(_taken(facts, one.target))
        if not taken:
            continue
        confidence = Confidence.HIGH if len(taken) > 1 or certain is Confidence.HIGH else Confidence.MEDIUM
        if content(facts) is Content.NOTHING:
            if stands_in_for(facts, one.target):
                return
            confidence = Confidence.MEDIUM
        yield DETECTOR.sight(
            "is named almost as a popular project and gives that project's identity as its own",
            confidence,
            in_metadata(facts),
            excerpt=own_name(facts),
            attributes=(("target", one.target), *(("taken", what) for what in taken)),
        )
        return


def _taken(facts: PackageFacts, target: ProjectName) -> Iterator[str]:
    """Yield what the package has of `target`."""
    metadata = facts.metadata
    people = (*metadata.emails, *metadata.authors)[:_MOST]
    if any(target in identities().persons.get(person_mark(person), ()) for person in people):
        yield "author"
    if facts.ref.ecosystem is Ecosystem.PYPI and summaries().get(fingerprint(metadata.summary)) == target:
        yield "summary"
    repositories = [repository_in(url) for _, url in metadata.urls[:_MOST]]
    if any(one and _is_of(one.key, one.name, target) for one in repositories):
        yield "repository"
    if _instructs(facts, target):
        yield "instructions"


def _is_of(key: str, name: str, target: ProjectName) -> bool:
    return target in identities().repositories.get(key, ()) or squeezed(name) == squeezed(target)


def _instructs(facts: PackageFacts, target: ProjectName) -> bool:
    """Return whether the description tells to install `target` and never this package."""
    named = {squeezed(name) for name in _INSTALL.findall(prose(facts))[:_MOST]}
    return squeezed(target) in named and squeezed(own_name(facts)) not in named


DETECTOR = Detector(
    id="impersonation",
    title="Mistyped name with the real project's identity",
    severity=Severity.HIGH,
    techniques=(Technique.IMPERSONATION, Technique.MATCH_LEGITIMATE_NAME),
    vector=AttackVector("AV-204"),
    examine=examine,
    doc=__doc__,
)
