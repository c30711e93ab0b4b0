"""Requirements that stand as plain lists in a file that would have to be run, or wholly parsed, to be read."""

import re
from itertools import islice
from typing import Final

from watchhouse.evidence.facts.metadata.requirement import dependency
from watchhouse.evidence.facts.package import Dependency

LONGEST: Final = 64 << 10
"""Bytes of a file that are searched: an installer is a page or two."""
MOST: Final = 500
_MENTIONS: Final = 20
"""Assignments that are followed: one is enough for any installer."""

_LIST: Final = re.compile(
    rb"[ \t]*=[ \t\r\n]*+[\[(]((?:[^\])\"'#]|#[^\n]*+|\"[^\"\n]*\"|'[^'\n]*'){0,20000}+)[\])]"
)
"""An assignment of a list of texts; possessive, since hostile texts would be tried in every other way."""
_INSTALLED: Final = re.compile(rb"\binstall_requires\b")
_BUILT: Final = re.compile(rb"\bsetup_requires\b")
_NAMED: Final = re.compile(rb"[ \t]*=[ \t]*([A-Za-z_]\w{0,60})\b")
_BUILD: Final = re.compile(rb"^[ \t]*requires\b", re.MULTILINE)
_TEXT: Final = re.compile(rb"#[^\n]*|\"([^\"\n]{1,500})\"|'([^'\n]{1,500})'")
_TABLE: Final = b"[build-system]"


def installer_requirements(content: bytes) -> tuple[Dependency, ...]:
    r"""
    Return what a `setup.py` asks for in lists of texts.

    Metadata that an index checks may leave it out; who builds from source follows the installer.

    >>> [found.url for found in installer_requirements(b"setup(install_requires=['a @ https://a.example/a.zip'])")]
    ['https://a.example/a.zip']
    """
    return _asked(content, _INSTALLED)


def installer_build_requirements(content: bytes) -> tuple[Dependency, ...]:
    """Return what a `setup.py` asks for before it is run."""
    return _asked(content, _BUILT)


def _asked(content: bytes, keyword: re.Pattern[bytes]) -> tuple[Dependency, ...]:
    searched = content[:LONGEST]
    lists = []
    for mention in islice(keyword.finditer(searched), _MENTIONS):
        named = _NAMED.match(searched, mention.end())
        found = _assigned(searched, named[1]) if named else _LIST.match(searched, mention.end())
        if found is not None:
            lists.append(found[1])
    return _dependencies(lists)


def _assigned(searched: bytes, name: bytes) -> re.Match[bytes] | None:
    """Return the list assigned to `name` at the start of a line."""
    place = searched.find(b"\n" + name)
    return _LIST.match(searched, place + 1 + len(name)) if place >= 0 else None


def build_requirements(content: bytes) -> tuple[Dependency, ...]:
    r"""
    Return what the `[build-system]` of a `pyproject.toml` asks for: it is installed, and run, to build a source.

    >>> [found.name for found in build_requirements(b"[build-system]\nrequires = ['wheel', 'flit_core>=3']\n")]
    ['wheel', 'flit-core']
    """
    start = content.find(_TABLE, 0, LONGEST)
    if start < 0:
        return ()
    end = start + (LONGEST >> 3)
    mention = _BUILD.search(content, start, end)
    found = _LIST.match(content, mention.end(), end) if mention else None
    return _dependencies([found[1]]) if found else ()


def _dependencies(lists: list[bytes]) -> tuple[Dependency, ...]:
    texts = [
        (match[1] or match[2]).decode("utf-8", "replace")
        for each in lists
        for match in _TEXT.finditer(each)
        if match[1] or match[2]
    ]
    found = (dependency(text) for text in texts[:MOST])
    return tuple(dict.fromkeys(each for each in found if each is not None))
