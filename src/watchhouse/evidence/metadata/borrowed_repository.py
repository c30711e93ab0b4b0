"""
A source repository that belongs to another, popular project.

A look-alike borrows the trust of what it imitates: its home page is the real project's repository. The claim
costs nothing, since no registry checks it.

Looks at: every URL of the metadata, against the repositories of well-known projects and against popular names.
Does not look at: whether the repository exists or names this package; URLs in the description.
Known honest users: forks, bindings, plug-ins, many packages made in one repository, templates left unedited.
"""

from collections.abc import Iterator

from watchhouse.ecosystems.identities import identities
from watchhouse.ecosystems.popular import popular_names, squeezed
from watchhouse.ecosystems.repository import Repository, repository_in
from watchhouse.evidence.detector import Detector
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.metadata.resemblance import are_kin, is_mistyped, resembled
from watchhouse.evidence.metadata.subject import in_metadata, own_name
from watchhouse.model.evidence import Confidence, Severity, Sighting
from watchhouse.model.identity import Ecosystem, ProjectName, project_name
from watchhouse.model.technique import Technique

_KNOWN = 3_000
"""Places among the most downloaded whose names are taken for the project when a repository bears them."""
_LONG_ENOUGH = 5
"""Characters below which a repository's name is anybody's."""
_MOST_URLS = 40


def examine(facts: PackageFacts) -> Iterator[Sighting]:
    """Yield one sighting for each popular project whose repository the metadata claim."""
    name = own_name(facts)
    seen: set[ProjectName] = set()
    for label, url in facts.metadata.urls[:_MOST_URLS]:
        repository = repository_in(url)
        if repository is None:
            continue
        owner, certain = _project_of(repository, facts.ref.ecosystem)
        if owner is None or owner == name or owner in seen:
            continue
        mistyped = is_mistyped(resembled(name, owner, facts.ref.ecosystem))
        if not mistyped and (are_kin(name, owner) or are_kin(name, repository.owner)):
            continue
        seen.add(owner)
        yield DETECTOR.sight(
            "gives a popular project's source repository as its own",
            _confidence(mistyped=mistyped, certain=certain),
            in_metadata(facts),
            excerpt=f"{label}: {url}",
            attributes=(("target", owner), ("repository", repository.key)),
        )


def _confidence(*, mistyped: bool, certain: bool) -> Confidence:
    if mistyped:
        return Confidence.HIGH
    return Confidence.MEDIUM if certain else Confidence.LOW


def _project_of(repository: Repository, ecosystem: Ecosystem) -> tuple[ProjectName | None, bool]:
    """Return the popular project that is made in `repository`, and whether that is known or only its name."""
    known = identities().repositories.get(repository.key, frozenset())
    if len(known) == 1:
        return next(iter(known)), True
    if known:
        return None, False
    popular = popular_names(ecosystem)
    plain = repository.name.removesuffix(".py").removesuffix(".js")
    project = project_name(plain, ecosystem)
    if len(squeezed(project)) >= _LONG_ENOUGH and popular.rank.get(project, _KNOWN + 1) <= _KNOWN:
        return project, False
    return None, False


DETECTOR = Detector(
    id="borrowed-repository",
    title="Another project's source repository",
    severity=Severity.MEDIUM,
    techniques=(Technique.IMPERSONATION,),
    examine=examine,
    doc=__doc__,
)
