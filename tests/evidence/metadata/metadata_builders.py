"""Packages made by hand for the tests of metadata detectors."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from shipped import shipped, shipped_name

from watchhouse.evidence.detector import Detector
from watchhouse.evidence.facts.metadata.read import read_metadata
from watchhouse.evidence.facts.package import Metadata, PackageFacts
from watchhouse.model.artifact import ArtifactKind, ArtifactTree, Member, MemberPath
from watchhouse.model.evidence import Confidence
from watchhouse.model.identity import ArtifactRef, Ecosystem, Sha256, project_name

NO_DIGEST = Sha256("0" * 64)


def tree(members: Mapping[str, bytes]) -> ArtifactTree:
    """Return a folder of these members."""
    return ArtifactTree(
        kind=ArtifactKind.FOLDER,
        sha256=NO_DIGEST,
        size=sum(map(len, members.values())),
        members=tuple(
            Member(path=MemberPath(path), content=content, sha256=NO_DIGEST)
            for path, content in members.items()
        ),
    )


def package(
    name: str = "garden-book",
    version: str = "1.2.0",
    *,
    ecosystem: Ecosystem = Ecosystem.PYPI,
    published_as: str = "",
    published_version: str = "",
    file: str = "sample",
    members: Mapping[str, bytes] | None = None,
    **metadata: Any,
) -> PackageFacts:
    """Return a package whose metadata say `metadata`."""
    return PackageFacts(
        ref=ArtifactRef(
            ecosystem=ecosystem,
            file=file,
            name=project_name(published_as, ecosystem) if published_as else None,
            version=published_version or None,
        ),
        tree=tree(members or {}),
        metadata=Metadata(path="PKG-INFO", name=name, version=version, **metadata),
        code=(),
        binaries=(),
        hints={},
    )


def sample(folder: Path) -> PackageFacts:
    """Return the package that lies unpacked in `folder`."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    members = tree({shipped_name(path.relative_to(folder).as_posix()): shipped(path) for path in files})
    ecosystem = Ecosystem.NPM if (folder / "package.json").exists() else Ecosystem.PYPI
    ref = ArtifactRef(ecosystem=ecosystem, file=folder.name)
    return PackageFacts(
        ref=ref, tree=members, metadata=read_metadata(members, ref), code=(), binaries=(), hints={}
    )


def surest(detector: Detector, facts: PackageFacts) -> Confidence | None:
    """Return the highest confidence that `detector` has in what it sees; None if it sees nothing."""
    return max((sighting.confidence for sighting in detector.examine(facts)), default=None)
