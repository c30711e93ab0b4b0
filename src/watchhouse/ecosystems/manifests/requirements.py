"""
requirements.txt, as pip reads it: includes, constraints, hashes, markers, and options for the whole run.

What pip would take from a place that no index has becomes an Unresolved request, never nothing. An index
that the file names is written into each request; whether it is asked is decided where the user's own
settings are known.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from watchhouse.ecosystems.manifests.document import ENTRIES, SHOWN
from watchhouse.ecosystems.manifests.requirement_lines import Line, lines
from watchhouse.ecosystems.manifests.requirement_words import Named, read_requirement
from watchhouse.ecosystems.pypi.machine import Machine
from watchhouse.model.errors import RequestError
from watchhouse.model.identity import Ecosystem, ProjectName
from watchhouse.model.request import IndexRequest, Preference, Request, Unresolved

INCLUDES = 100
"""Files that one requirements file may pull in, itself among them."""

Include = Callable[[str], str]
"""Returns the text of a file by its path relative to the first file's folder; RequestError if it must not."""


@dataclass(slots=True)
class _Reading:
    """What has been gathered so far."""

    machine: Machine
    include: Include
    wanted: dict[ProjectName, Named] = field(default_factory=dict)
    limits: dict[ProjectName, Named] = field(default_factory=dict)
    others: list[Request] = field(default_factory=list)
    index: str = ""
    extra: list[str] = field(default_factory=list)
    flags: set[str] = field(default_factory=set)
    formats: dict[str, set[str]] = field(default_factory=lambda: {"no-binary": set(), "only-binary": set()})
    seen: set[tuple[str, bool]] = field(default_factory=set)
    waiting: list[tuple[str, bool, str]] = field(default_factory=list)


def parse(text: str, document: str, machine: Machine, include: Include) -> tuple[Request, ...]:
    """Return the requests of a requirements file; `document` is what a person calls it."""
    reading = _Reading(machine=machine, include=include)
    reading.seen.add((PurePosixPath(document).name, False))
    _read(reading, text, document, "", constraint=False)
    while reading.waiting:
        path, constraint, origin = reading.waiting.pop(0)
        if (path, constraint) in reading.seen:
            continue  # a cycle, or a second way to the same file: its lines are known
        reading.seen.add((path, constraint))
        if len(reading.seen) > INCLUDES:
            raise RequestError(f"{origin}: more than {INCLUDES} files")
        _read(
            reading,
            _included(reading, path, origin),
            path,
            str(PurePosixPath(path).parent),
            constraint=constraint,
        )
    return (*_requests(reading), *reading.others)


def _included(reading: _Reading, path: str, origin: str) -> str:
    """Return the text of an included file; where there is none to be had, say so and read nothing."""
    try:
        return reading.include(path)
    except RequestError as error:
        reading.others.append(Unresolved(target=f"-r {path}"[:SHOWN], reason=str(error), origin=origin))
        return ""


def _read(reading: _Reading, text: str, document: str, folder: str, *, constraint: bool) -> None:
    for line in lines(text, document):
        if line.requirement:
            _requirement(reading, line, constraint=constraint)
        else:
            for name, value in line.options:
                _option(reading, name, value, line.origin, folder)
        if len(reading.wanted) + len(reading.others) > ENTRIES:
            raise RequestError(f"{line.origin}: more than {ENTRIES} requirements")


def _requirement(reading: _Reading, line: Line, *, constraint: bool) -> None:
    hashes = tuple(value for name, value in line.options if name == "hash")
    found = read_requirement(line.requirement, hashes, line.origin, reading.machine)
    if not isinstance(found, Named):
        if not constraint or (isinstance(found, Unresolved) and found.needed):
            reading.others.append(found)
        return
    table = reading.limits if constraint else reading.wanted
    earlier = table.get(found.name)
    table[found.name] = found if earlier is None else earlier.narrowed(found)


def _option(reading: _Reading, name: str, value: str, origin: str, folder: str) -> None:
    match name:
        case "requirement" | "constraint":
            path = value if "://" in value else _joined(folder, value)
            reading.waiting.append((path, name == "constraint", origin))
        case "editable":
            found = read_requirement(value, (), origin, reading.machine, editable=True)
            reading.others.append(found if not isinstance(found, Named) else _not_editable(value, origin))
        case "index-url" | "pypi-url":
            reading.index = value
        case "extra-index-url" | "find-links":
            reading.extra.append(value)
        case "no-binary" | "only-binary":
            reading.formats[name] |= {word.strip().lower().replace("_", "-") for word in value.split(",")}
        case _:
            reading.flags.add(name)


def _joined(folder: str, path: str) -> str:
    """Return `path` as seen from the first file's folder; `..` is kept where it climbs out of that."""
    parts: list[str] = []
    for part in (PurePosixPath(folder) / path.replace("\\", "/")).parts:
        if part == ".." and parts and parts[-1] not in {"..", "/"}:
            parts.pop()
        else:
            parts.append(part)
    return "/".join(parts).replace("//", "/") or "."


def _not_editable(value: str, origin: str) -> Unresolved:
    return Unresolved(target=f"-e {value}"[:SHOWN], reason="only a folder can be editable", origin=origin)


def _requests(reading: _Reading) -> Iterator[Request]:
    for name, wanted in reading.wanted.items():
        limit = reading.limits.get(name)
        named = wanted if limit is None else wanted.narrowed(limit)
        if "no-index" in reading.flags:
            reason = "the file forbids every index (--no-index): name the files themselves"
            yield Unresolved(target=f"{name}{named.specifier}"[:SHOWN], reason=reason, origin=named.origin)
            continue
        yield IndexRequest(
            ecosystem=Ecosystem.PYPI,
            name=name,
            specifier=named.specifier,
            hashes=named.hashes or frozenset(),
            origin=named.origin,
            index=reading.index,
            extra_indexes=tuple(reading.extra),
            preference=_preference(reading, name),
        )


def _preference(reading: _Reading, name: ProjectName) -> Preference:
    return Preference(
        prereleases="pre" in reading.flags,
        wheels=not _listed(reading.formats["no-binary"], name),
        sdists=not _listed(reading.formats["only-binary"], name),
        prefer_binary="prefer-binary" in reading.flags,
    )


def _listed(words: set[str], name: ProjectName) -> bool:
    return name in words or ":all:" in words
