"""`package.json`: what npm runs on installation, what it links as commands, and where dependencies come from."""

import json
import re
from typing import Any, Final

from watchhouse.evidence.facts.metadata import persons
from watchhouse.evidence.facts.metadata.shapes import mapping, text
from watchhouse.evidence.facts.package import Dependency, Metadata
from watchhouse.model.evidence import Gap, GapReason, Location

LONGEST: Final = 4 << 20
MOST: Final = 2_000

_REMOTE = re.compile(r"(?:git(?:\+\w+)?|https?|ssh|file|github|gitlab|bitbucket|gist|link):", re.IGNORECASE)
_SHORTHAND = re.compile(r"[\w.-]{1,100}/[\w.-]{1,100}(?:#.*)?", re.DOTALL)


def read_package_json(path: str, content: bytes) -> Metadata:
    """
    Return what a `package.json` says; commands it links are named `bin:name`.

    Development dependencies are left out: npm does not install them with the package.
    """
    try:
        document = mapping(json.loads(content[:LONGEST].decode("utf-8-sig")))
    except (ValueError, RecursionError) as error:
        gap = Gap(
            reason=GapReason.CORRUPT,
            location=Location(path=path),
            detail=f"package.json does not parse: {type(error).__name__}",
        )
        return Metadata(path=path, gaps=(gap,))
    people = [document.get(key) for key in ("author",)]
    for key in ("contributors", "maintainers"):
        listed = document.get(key)
        people += listed[:50] if isinstance(listed, list) else []
    authors = [_person(each) for each in people]
    return Metadata(
        path=path,
        name=text(document.get("name")),
        version=text(document.get("version")),
        summary=text(document.get("description")),
        description=text(document.get("readme")),
        authors=persons.names(re.sub(r"\([^()]{0,400}\)", "", each) for each in authors),
        emails=persons.emails(authors),
        urls=tuple(_urls(document)),
        dependencies=tuple(_dependencies(document)),
        scripts=tuple(_scripts(document)),
    )


def is_remote(specifier: str) -> bool:
    """
    Return whether an npm specifier points past the registry: git, tarball, file or GitHub shorthand.

    >>> [is_remote(each) for each in ("^1.2.0", "user/repo#main", "https://a.example/x.tgz", "npm:other@1")]
    [False, True, True, False]
    """
    return bool(_REMOTE.match(specifier) or _SHORTHAND.fullmatch(specifier[:300]))


def _person(value: Any) -> str:
    """Return a person as `name <email>`, from either of the two spellings that npm allows."""
    if isinstance(value, str):
        return value
    fields = mapping(value)
    return f"{text(fields.get('name'))} <{text(fields.get('email'))}>" if fields else ""


def _urls(document: dict[str, Any]) -> list[tuple[str, str]]:
    homepage = text(document.get("homepage"))
    found = [("Homepage", homepage)]
    for label in ("repository", "bugs", "funding"):
        value = document.get(label)
        found.append((label.capitalize(), text(value) or text(mapping(value).get("url"))))
    return [(label, url) for label, url in found if url]


def _dependencies(document: dict[str, Any]) -> list[Dependency]:
    found: dict[str, Dependency] = {}
    for key in ("dependencies", "optionalDependencies", "peerDependencies"):
        for name, specifier in list(mapping(document.get(key)).items())[:MOST]:
            wanted = text(specifier)
            url = wanted if is_remote(wanted) else ""
            found.setdefault(name, Dependency(name=name, specifier="" if url else wanted, url=url))
    return list(found.values())


def _scripts(document: dict[str, Any]) -> list[tuple[str, str]]:
    scripts = [
        (name, text(command)) for name, command in list(mapping(document.get("scripts")).items())[:MOST]
    ]
    linked = document.get("bin")
    commands = {text(document.get("name")): linked} if isinstance(linked, str) else mapping(linked)
    scripts += [(f"bin:{name}", text(target)) for name, target in list(commands.items())[:MOST]]
    return [(name, command) for name, command in scripts if command]
