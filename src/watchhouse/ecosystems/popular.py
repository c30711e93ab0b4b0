"""The most downloaded names of each ecosystem, with the indexes by which a look-alike is found."""

import hashlib
import re
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources

from watchhouse.model.identity import Ecosystem, ProjectName

DATA = "data"
PYPI_NAMES = "pypi-names.txt"
PYPI_SUMMARIES = "pypi-summaries.txt"
NPM_NAMES = "npm-names.txt"

SUMMARY_CHARACTERS = 24
"""A normalised summary shorter than this says nothing about whose it is."""

_HOMOGLYPHS = str.maketrans("1i|05\u0430\u0435\u043e\u0440\u0441", "lllosaeopc")
"""Digits and Cyrillic letters onto the Latin letters that they look like."""
_SEPARATORS = re.compile(r"[-_./@]+")


@dataclass(frozen=True, kw_only=True)  # no slots: the indexes are made when they are first asked for
class PopularNames:
    """The most downloaded names of one ecosystem, most downloaded first."""

    names: tuple[ProjectName, ...]

    @cached_property
    def rank(self) -> dict[str, int]:
        """Each name's place, from 1."""
        return {name: place for place, name in enumerate(self.names, start=1)}

    @cached_property
    def by_length(self) -> dict[int, list[ProjectName]]:
        """Names of each length, most downloaded first."""
        lengths: dict[int, list[ProjectName]] = {}
        for name in self.names:
            lengths.setdefault(len(name), []).append(name)
        return lengths

    @cached_property
    def by_skeleton(self) -> dict[str, ProjectName]:
        """The most downloaded name of each skeleton."""
        return {skeleton(name): name for name in reversed(self.names)}

    @cached_property
    def by_words(self) -> dict[tuple[str, ...], ProjectName]:
        """The most downloaded name of several words for each set of words."""
        split = ((sorted_words(name), name) for name in reversed(self.names) if "-" in name)
        return dict(split)


@cache
def popular_names(ecosystem: Ecosystem) -> PopularNames:
    """Return the list for `ecosystem`; empty where none is shipped."""
    match ecosystem:
        case Ecosystem.PYPI:
            return PopularNames(names=_read(PYPI_NAMES))
        case Ecosystem.NPM:
            return PopularNames(names=_read(NPM_NAMES))
        case Ecosystem.NUGET:
            return PopularNames(names=())


@cache
def summaries() -> dict[str, ProjectName]:
    """Return whose summary each fingerprint is, for summaries that one popular Python project alone has."""
    lines = _lines(PYPI_SUMMARIES)
    owners: dict[str, ProjectName] = {}
    shared: set[str] = {""}
    for name, mark in zip(popular_names(Ecosystem.PYPI).names, lines, strict=True):
        if mark in owners:
            shared.add(mark)
        owners[mark] = name
    return {mark: name for mark, name in owners.items() if mark not in shared}


def fingerprint(summary: str) -> str:
    """Return a short hash of what `summary` says, or nothing where it says too little."""
    plain = " ".join(re.findall(r"\w+", summary.lower()))
    if len(plain) < SUMMARY_CHARACTERS:
        return ""
    return hashlib.sha256(plain.encode()).hexdigest()[:10]


def skeleton(name: str) -> str:
    """
    Return what the eye sees of `name`: separators gone, characters that look alike made one.

    >>> skeleton("python-dateutil") == skeleton("pythondateuti1")
    True
    """
    return squeezed(name).translate(_HOMOGLYPHS).replace("rn", "m").replace("vv", "w")


def squeezed(name: str) -> str:
    """Return `name` in lower case without its separators."""
    return _SEPARATORS.sub("", name.lower())


def words(name: str) -> list[str]:
    """Return the words of `name`, as its separators part them."""
    return [word for word in _SEPARATORS.split(name.lower()) if word]


def sorted_words(name: str) -> tuple[str, ...]:
    """Return the words of `name` in the order of the alphabet."""
    return tuple(sorted(words(name)))


def _read(file: str) -> tuple[ProjectName, ...]:
    return tuple(ProjectName(line) for line in _lines(file))


def _lines(file: str) -> list[str]:
    text = (resources.files("watchhouse.ecosystems") / DATA / file).read_text(encoding="utf-8")
    return text.split("\n")[1:-1]
