"""Who a Python package says it is, in its file's name and in each of its metadata files; two answers are a Gap."""

from collections.abc import Iterable, Iterator
from typing import Final

from packaging.utils import (
    InvalidSdistFilename,
    InvalidWheelFilename,
    parse_sdist_filename,
    parse_wheel_filename,
)
from packaging.version import InvalidVersion, Version

from watchhouse.evidence.facts.metadata.pkginfo import plain_headers
from watchhouse.evidence.facts.package import Metadata
from watchhouse.model.artifact import Member
from watchhouse.model.evidence import Gap, GapReason, Location
from watchhouse.model.identity import ArtifactRef, Ecosystem, project_name

HEAD: Final = 64 << 10
"""Bytes of a second metadata file that are read for its name and version."""
MOST: Final = 20


def disagreements(found: Metadata, beside: Iterable[Member], ref: ArtifactRef) -> Iterator[Gap]:
    """Yield a Gap for the file name and for each member of `beside` that names another package or version."""
    own = (_name(found.name), version(found.version))
    claims = [(ref.file, _from_file_name(ref))]
    for member in list(beside)[:MOST]:
        headers = plain_headers(member.content[:HEAD])
        name = next(iter(headers.get("name", ())), "")
        number = next(iter(headers.get("version", ())), "")
        claims.append((member.path, (_name(name), version(number))))
    for where, claim in claims:
        differing = [
            f"{what} {ours!r} here, {theirs!r} in {where!r}"
            for what, ours, theirs in zip(("name", "version"), own, claim, strict=True)
            if ours and theirs and ours != theirs
        ]
        if differing:
            yield Gap(
                reason=GapReason.AMBIGUOUS,
                location=Location(path=found.path),
                detail="; ".join(differing)[:400],
                hides=False,
            )


def version(raw: str) -> str:
    """
    Return `raw` in the normal form of PEP 440, or as it is where it has none.

    >>> version("1.0-RC1"), version("one")
    ('1.0rc1', 'one')
    """
    try:
        return str(Version(raw[:200]))
    except InvalidVersion:
        return raw.strip()


def _name(raw: str) -> str:
    return project_name(raw.strip(), Ecosystem.PYPI) if raw else ""


def _from_file_name(ref: ArtifactRef) -> tuple[str, str]:
    """Return name and version by the file's name, else as the registry says."""
    parse = parse_wheel_filename if ref.file.endswith(".whl") else parse_sdist_filename
    try:
        name, number, *_ = parse(ref.file)
    except (InvalidWheelFilename, InvalidSdistFilename, InvalidVersion, ValueError):
        return _name(ref.name or ""), version(ref.version) if ref.version else ""
    return str(name), str(number)
