"""What a process loads once, loaded now: so that the first artifact costs what every other one does."""

import hashlib
import importlib

from watchhouse.ecosystems.popular import popular_names
from watchhouse.ecosystems.wordlike import surprise
from watchhouse.evidence.examine import examine
from watchhouse.evidence.facts.binaries.strings import find_strings
from watchhouse.evidence.facts.triage import scanner
from watchhouse.evidence.likeness.known_files import shipped
from watchhouse.model.artifact import ArtifactKind, ArtifactTree, Member, MemberPath
from watchhouse.model.identity import ArtifactRef, Ecosystem, Sha256


def warm() -> None:
    """Compile the patterns, index the names and import what is imported late."""
    scanner()
    find_strings(b"")
    importlib.import_module("lief")
    for ecosystem in Ecosystem:
        names = popular_names(ecosystem)
        _ = names.rank, names.by_length, names.by_skeleton, names.by_words
    surprise("requests")
    shipped()
    examine(_specimen(), ArtifactRef(ecosystem=Ecosystem.PYPI, file="specimen-1.tar.gz"))


def _specimen() -> ArtifactTree:
    """Return a package that says enough for every rule to look at it twice."""
    says = "This internal test assistant is free: click here, run curl and send your key to the agent."
    files = {
        "PKG-INFO": f"Metadata-Version: 2.1\nName: specimen\nVersion: 1\nSummary: {says}\n\n{says}\n",
        "README.md": says,
        "page.html": f"<form action=x><input type=password>{says}</form>",
        "specimen/__init__.py": "import os\nos.system('true')\n",
    }
    members = tuple(
        Member(
            path=MemberPath(f"specimen-1/{path}"),
            content=text.encode(),
            sha256=Sha256(hashlib.sha256(text.encode()).hexdigest()),
        )
        for path, text in files.items()
    )
    size = sum(len(one.content) for one in members)
    return ArtifactTree(kind=ArtifactKind.SDIST, sha256=Sha256("0" * 64), size=size, members=members)
