"""One line of a Python dependency list, also where it is not valid."""

import re
from typing import Final

from packaging.requirements import InvalidRequirement, Requirement

from watchhouse.evidence.facts.package import Dependency
from watchhouse.model.identity import Ecosystem, project_name

LONGEST: Final = 2_000
"""Characters of one requirement that are read; longer ones are no requirement a person wrote."""
MOST: Final = 2_000
"""Dependencies of one package that are kept."""

_NAME = re.compile(r"\s*([A-Za-z0-9][A-Za-z0-9._-]{0,200})")


def dependency(line: str) -> Dependency | None:
    """
    Return what `line` asks for, or None if not even a name can be read.

    >>> dependency("Foo_Bar>=1; extra == 'x'")
    Dependency(name='foo-bar', specifier='>=1; extra == "x"', url='')
    >>> dependency("foo == what ever").name
    'foo'
    """
    text = line[:LONGEST].strip()
    try:
        parsed = Requirement(text)
    except (InvalidRequirement, RecursionError):
        return _guess(text)
    marker = f"; {parsed.marker}" if parsed.marker else ""
    return Dependency(
        name=project_name(parsed.name, Ecosystem.PYPI),
        specifier=f"{parsed.specifier}{marker}",
        url=parsed.url or "",
    )


def dependencies(lines: list[str]) -> tuple[Dependency, ...]:
    """Return the dependencies that `lines` declare, in order, each once."""
    found = (dependency(line) for line in lines[:MOST])
    return tuple(dict.fromkeys(each for each in found if each is not None))


def _guess(text: str) -> Dependency | None:
    """Return the name at the start of an invalid requirement, with the rest as its specifier."""
    name = _NAME.match(text)
    if name is None:
        return None
    rest = text[name.end() :].strip()
    url = rest.removeprefix("@").strip() if rest.startswith("@") else ""
    return Dependency(
        name=project_name(name.group(1), Ecosystem.PYPI), specifier="" if url else rest, url=url
    )
