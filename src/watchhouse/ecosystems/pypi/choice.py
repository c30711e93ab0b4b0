"""
Which file of a project pip takes.

The order is pip's own (`CandidateEvaluator._sort_key` and `Factory._iter_found_candidates`): a file whose
hash is allowed, then one not yanked, then with `prefer_binary` a wheel, then the newest version, then the
best tag (an sdist after every wheel), then the highest build number, then the place that is asked last.
A test holds this against pip itself.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import Version

from watchhouse.ecosystems.pypi.files import ReleaseFile
from watchhouse.ecosystems.pypi.machine import Machine
from watchhouse.model.request import Preference


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One file that an index, a folder of files or a lock file offers."""

    file: str
    url: str
    release: ReleaseFile
    hashes: frozenset[str] = frozenset()
    """`algorithm:hexadecimal`, as the index says."""
    requires_python: str = ""
    yanked: bool = False
    size: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which of a project's files may be taken."""

    specifier: SpecifierSet
    hashes: frozenset[str] = frozenset()
    preference: Preference = field(default_factory=Preference)


def choose(candidates: Iterable[Candidate], wanted: Wanted, machine: Machine) -> Candidate | None:
    """Return the candidate that pip on `machine` would take, or None if it would take none."""
    able = [entry for entry in candidates if installable(entry, wanted.preference, machine)]
    admitted = _admitted(able, wanted)
    if wanted.hashes and any(_allowed(entry, wanted) for entry in admitted):
        # pip keeps a file without a hash on the index: its content is held against the hashes later.
        admitted = [entry for entry in admitted if not entry.hashes or _allowed(entry, wanted)]
    keep_yanked = all(entry.yanked for entry in admitted) and _pins(wanted.specifier)
    ranked = sorted(admitted, key=lambda entry: _rank(entry, wanted, machine))
    return next((entry for entry in reversed(ranked) if keep_yanked or not entry.yanked), None)


def installable(candidate: Candidate, preference: Preference, machine: Machine) -> bool:
    """Return whether `candidate` can be installed on `machine` in a format that may be taken."""
    tags = candidate.release.tags
    fits = (
        preference.sdists if tags is None else preference.wheels and any(tag in machine.rank for tag in tags)
    )
    return fits and _python_fits(candidate.requires_python, machine)


def _admitted(candidates: Sequence[Candidate], wanted: Wanted) -> list[Candidate]:
    """Apply the specifier; pre-releases only where asked for or where there is nothing else (PEP 440)."""
    versions = {entry.release.version for entry in candidates}
    chosen = set(wanted.specifier.filter(versions, prereleases=wanted.preference.prereleases or None))
    return [entry for entry in candidates if entry.release.version in chosen]


def _rank(
    candidate: Candidate, wanted: Wanted, machine: Machine
) -> tuple[bool, bool, bool, Version, int, tuple[int, str] | tuple[()]]:
    release = candidate.release
    places = [machine.rank[tag] for tag in release.tags or () if tag in machine.rank]
    return (
        _allowed(candidate, wanted),
        not candidate.yanked,
        wanted.preference.prefer_binary and release.tags is not None,
        release.version,
        -min(places, default=len(machine.tags)),
        release.build,
    )


def _allowed(candidate: Candidate, wanted: Wanted) -> bool:
    return bool(wanted.hashes & candidate.hashes)


def _pins(specifier: SpecifierSet) -> bool:
    """Return whether exactly one version is named; only then a yanked file is taken (PEP 592)."""
    return any(
        clause.operator == "===" or (clause.operator == "==" and not clause.version.endswith(".*"))
        for clause in specifier
    )


def _python_fits(requires_python: str, machine: Machine) -> bool:
    """Return whether the machine's Python is admitted; like pip, take nonsense for no demand."""
    try:
        return SpecifierSet(requires_python).contains(machine.python, prereleases=True)
    except InvalidSpecifier:
        return True
