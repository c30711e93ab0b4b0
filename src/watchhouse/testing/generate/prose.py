"""Summaries and readmes."""

import random

from watchhouse.testing.generate.blueprint import Blueprint
from watchhouse.testing.generate.words import slots

_SUMMARY = (
    "%(Verb)s %(adjective)s %(noun)ss without surprises",
    "A %(adjective)s way to %(verb)s every %(noun)s of a %(other)s",
    "%(Adjective)s %(noun)s and %(other)s handling for small projects",
    "Reads, checks and %(verb)ss %(noun)s files",
)
_README = """# {name}

{summary}.

## Installation

Install it with the package manager of your project; it has few dependencies and no build step.

## Use

Begin with one {noun}, then {verb} as many as you need. Everything that is {adjective} stays so: nothing is
changed in place, and what does not fit is told with the reason.

## Changes

* {version}: the {other} may be empty, and errors name the {noun} that they are about.

{author} <{mail}>. {homepage}
"""


def summary(chance: random.Random) -> str:
    """Return one line that says what a package does."""
    return chance.choice(_SUMMARY) % slots(chance)


def readme(chance: random.Random, blueprint: Blueprint, line: str) -> str:
    """Return a readme in Markdown that begins with `line`."""
    return _README.format(
        name=blueprint.name,
        summary=line,
        version=blueprint.version,
        author=blueprint.author,
        mail=blueprint.mail,
        homepage=blueprint.homepage,
        **{key: value for key, value in slots(chance).items() if key.islower()},
    )
