"""`pyproject.toml`, for source trees that carry no PKG-INFO: PEP 621 first, then Poetry's own table."""

import tomllib
from typing import Any, Final

from watchhouse.evidence.facts.metadata import persons
from watchhouse.evidence.facts.metadata.requirement import dependencies
from watchhouse.evidence.facts.metadata.shapes import mapping, strings, text
from watchhouse.evidence.facts.package import Dependency, Metadata
from watchhouse.model.evidence import Gap, GapReason, Location

LONGEST: Final = 1 << 20


def read_pyproject(path: str, content: bytes) -> Metadata:
    """Return what `[project]` or `[tool.poetry]` says."""
    try:
        document: dict[str, Any] = tomllib.loads(content[:LONGEST].decode("utf-8"))
    except (ValueError, RecursionError) as error:
        gap = Gap(
            reason=GapReason.CORRUPT,
            location=Location(path=path),
            detail=f"pyproject.toml does not parse: {type(error).__name__}",
            hides=False,
        )
        return Metadata(path=path, gaps=(gap,))
    project = mapping(document.get("project"))
    poetry = mapping(mapping(document.get("tool")).get("poetry"))
    if poetry and "dependencies" not in project:
        return _poetry(path, poetry | project)
    return _pep621(path, project)


def _pep621(path: str, project: dict[str, Any]) -> Metadata:
    people = [mapping(each) for key in ("authors", "maintainers") for each in _tables(project.get(key))]
    optional = mapping(project.get("optional-dependencies"))
    wanted = strings(project.get("dependencies"))
    wanted += [line for lines in optional.values() for line in strings(lines)]
    groups = mapping(project.get("entry-points"))
    scripts = _pairs(project.get("scripts")) + _pairs(project.get("gui-scripts"))
    scripts += [(f"{group}:{name}", target) for group in groups for name, target in _pairs(groups[group])]
    readme = mapping(project.get("readme"))
    return Metadata(
        path=path,
        name=text(project.get("name")),
        version=text(project.get("version")),
        summary=text(project.get("description")),
        description=text(readme.get("text")),
        authors=persons.names([text(each.get("name")) for each in people]),
        emails=persons.emails([text(each.get("email")) for each in people]),
        urls=tuple(_pairs(project.get("urls"))),
        dependencies=dependencies(wanted),
        scripts=tuple(scripts),
    )


def _poetry(path: str, poetry: dict[str, Any]) -> Metadata:
    people = [each if isinstance(each, str) else "" for each in _tables(poetry.get("authors"))]
    urls = [
        (label.capitalize(), text(poetry.get(label))) for label in ("homepage", "repository", "documentation")
    ]
    return Metadata(
        path=path,
        name=text(poetry.get("name")),
        version=text(poetry.get("version")),
        summary=text(poetry.get("description")),
        authors=persons.names(people),
        emails=persons.emails(people),
        urls=(*((label, url) for label, url in urls if url), *_pairs(poetry.get("urls"))),
        dependencies=tuple(_poetry_dependencies(mapping(poetry.get("dependencies")))),
        scripts=tuple(_pairs(poetry.get("scripts"))),
    )


def _poetry_dependencies(table: dict[str, Any]) -> list[Dependency]:
    """Return Poetry's table of dependencies; Python itself is none."""
    found: list[Dependency] = []
    for name, wanted in list(table.items())[:2_000]:
        details = mapping(wanted)
        url = text(details.get("git")) or text(details.get("url")) or text(details.get("path"))
        version = wanted if isinstance(wanted, str) else text(details.get("version"))
        plain = dependencies([name])
        if plain and plain[0].name != "python":
            found.append(Dependency(name=plain[0].name, specifier=version, url=url))
    return found


def _tables(value: Any) -> list[Any]:
    return value[:100] if isinstance(value, list) else []


def _pairs(value: Any) -> list[tuple[str, str]]:
    return [(name, text(target)) for name, target in list(mapping(value).items())[:500] if text(target)]
