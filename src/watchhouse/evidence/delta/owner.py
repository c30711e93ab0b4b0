"""
Metadata that name other people than the earlier release.

Looks at: authors, their addresses and the source repository, where all that both releases state of one kind differ.
Does not look at: people who come to others; the registry's own list of owners, which is no part of the artifact.
Known honest users: projects that are handed over, or move to an organisation: LOW, MEDIUM where everything differs.
"""

from collections.abc import Iterator

from watchhouse.evidence.delta.change import Change, DeltaRule
from watchhouse.model.evidence import Confidence, Severity, Sighting
from watchhouse.model.technique import Technique


def compare(change: Change) -> Iterator[Sighting]:
    """Yield one sighting if the people, or the repository's owner, have been replaced."""
    old, new = change.old, change.new
    replaced = [
        what
        for what, before, now in (
            ("authors", _plain(old.authors), _plain(new.authors)),
            ("addresses", _plain(old.emails), _plain(new.emails)),
            ("repository", _owners(old.repositories), _owners(new.repositories)),
        )
        if before and now and not before & now
    ]
    if not replaced:
        return
    stated = bool(old.repositories and new.repositories)
    everything = "repository" in replaced and ("authors" in replaced or "addresses" in replaced)
    yield DELTA_RULE.sight(
        f"names other {' and '.join(replaced)}, {change.since}",
        Confidence.MEDIUM if everything and stated else Confidence.LOW,
        change.metadata,
        excerpt=", ".join((*new.authors[:2], *new.emails[:2], *new.repositories[:1])),
    )


def _plain(texts: tuple[str, ...]) -> set[str]:
    return {" ".join(text.lower().split()) for text in texts}


def _owners(repositories: tuple[str, ...]) -> set[str]:
    """Return the host and owner of each repository: a new name under the same owner is no other hand."""
    return {key.rpartition("/")[0] for key in repositories}


DELTA_RULE = DeltaRule(
    id="delta-owner",
    title="Other people than in the earlier release",
    severity=Severity.LOW,
    techniques=(Technique.SUPPLY_CHAIN_COMPROMISE,),
    compare=compare,
    doc=__doc__,
)
