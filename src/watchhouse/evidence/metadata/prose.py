"""What a person reads of a package: its name, its summary, and its description or README."""

import re
from functools import lru_cache

from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.metadata.subject import own_name

LONGEST = 20_000
"""Characters that are read of a description: who wants something of the reader says it at once."""
_MARKUP = re.compile(r"[\s*_#>|~`-]+")


def prose(facts: PackageFacts) -> str:
    """Return name, summary and description; where the metadata hold no description, the README nearest the root."""
    metadata = facts.metadata
    described = metadata.description[:LONGEST]
    # npm and NuGet keep the README beside the metadata; short descriptions there only repeat the summary.
    if len(described) <= len(metadata.summary) + 1:
        described = f"{described}\n{_readme(facts)}"
    return "\n".join((own_name(facts).replace("-", " "), metadata.summary[:LONGEST], described))


@lru_cache(maxsize=4)
def plain(text: str) -> str:
    """
    Return the words of `text` in lower case, with neither markup nor hyphens; kept, since several detectors ask.

    >>> plain("**Get** it `now`!  1-2")
    ' get it now ! 1 2'
    """
    return _MARKUP.sub(" ", text.lower())


def _readme(facts: PackageFacts) -> str:
    readmes = [
        member
        for member in facts.tree.members
        if member.name.lower().startswith("readme") and member.path.count("/") <= 1
    ]
    readme = min(readmes, key=lambda member: member.path.count("/"), default=None)
    return readme.content[: 4 * LONGEST].decode("utf-8", "replace")[:LONGEST] if readme else ""
