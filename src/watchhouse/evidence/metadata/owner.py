"""Whether a package that resembles another says openly that it stands in for it."""

import re

from watchhouse.ecosystems.popular import squeezed
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.metadata.prose import prose
from watchhouse.model.identity import ProjectName, project_name

_OPENLY = re.compile(
    r"\b(?:placeholder|reserved?|reservation|squat(?:ting|ted)?|typo|misspell\w*|did you mean|instead|deprecated|"
    r"renamed|moved|alias|dummy|defensive(?:ly)?|real (?:package|name))\b",
    re.IGNORECASE,
)


def stands_in_for(facts: PackageFacts, target: ProjectName) -> bool:
    """
    Return whether a package depends on `target`, or names it beside a word for what it is: a reserved name.

    Owners reserve the names that their users mistype. Whoever mistypes then gets the real project, or is told.
    """
    ecosystem = facts.ref.ecosystem
    if any(project_name(one.name, ecosystem) == target for one in facts.metadata.dependencies):
        return True
    text = prose(facts)
    return _OPENLY.search(text) is not None and squeezed(target) in squeezed(text)
