"""Which repository and which persons stand behind well-known projects, from their own metadata."""

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from watchhouse.ecosystems.popular import DATA
from watchhouse.model.identity import ProjectName

IDENTITIES = "identities.txt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Identities:
    """What is known of well-known projects."""

    repositories: dict[str, frozenset[ProjectName]]
    """Key of a repository (host, owner, name) to the projects that are made in it."""
    persons: dict[str, frozenset[ProjectName]]
    """Mark of an author's name or address to the projects that name it."""


@cache
def identities() -> Identities:
    """Return what is shipped."""
    text = (resources.files("watchhouse.ecosystems") / DATA / IDENTITIES).read_text(encoding="utf-8")
    repositories: dict[str, set[ProjectName]] = {}
    persons: dict[str, set[ProjectName]] = {}
    for line in text.split("\n")[1:-1]:
        project, keys, marks = line.split("\t")
        for key in keys.split():
            repositories.setdefault(key, set()).add(ProjectName(project))
        for mark in marks.split():
            persons.setdefault(mark, set()).add(ProjectName(project))
    return Identities(
        repositories={key: frozenset(projects) for key, projects in repositories.items()},
        persons={mark: frozenset(projects) for mark, projects in persons.items()},
    )


def person_mark(person: str) -> str:
    """
    Return a short hash of a name or address: enough to recognise it, and no list of addresses to harvest.

    >>> person_mark("Ada  Lovelace") == person_mark("ada lovelace")
    True
    """
    plain = " ".join(person.lower().split())
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()[:12]
