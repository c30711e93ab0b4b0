"""One native member, read as far as its headers and strings go; what its code does stays a Gap."""

import re
from typing import Final

from watchhouse.evidence.facts.binaries.formats import format_of
from watchhouse.evidence.facts.binaries.headers import Headers, read_headers
from watchhouse.evidence.facts.binaries.packing import packer_of
from watchhouse.evidence.facts.binaries.strings import Findings, find_strings
from watchhouse.evidence.facts.package import BinaryFacts
from watchhouse.model.artifact import MemberPath
from watchhouse.model.errors import ArtifactError
from watchhouse.model.evidence import Gap, GapReason, Location

_EXTENSION = re.compile(r"\.pyd$|\.abi3\.so$|\.cpython-[\w.-]+\.so$|\.pypy[\w.-]+\.so$")
_WRAPPERS: Final = ("PyInstaller", "Nuitka one-file", "py2exe")


def read_binary(path: MemberPath, content: bytes) -> tuple[BinaryFacts | None, tuple[Gap, ...]]:
    """
    Return what a native member gives away, and what it hides; None and no Gap if it is not native at all.

    Every native member leaves a Gap, because machine code is not read. It hides something unless the member is an
    ordinary extension module, whose imports and strings are judged; see docs/decisions/0004.
    """
    binary_format = format_of(content)
    if binary_format is None:
        return None, ()
    gaps: list[Gap] = []
    try:
        headers = read_headers(content, binary_format)
    except ArtifactError as error:
        headers = Headers(imports=frozenset(), sections=())
        gaps.append(_gap(path, GapReason.CORRUPT, str(error)))
    found = find_strings(content)
    if found.cut:
        gaps.append(_gap(path, GapReason.COMPLEXITY, "more telling strings than are looked at"))
    wrapper = _wrapper(headers, found)
    is_extension = "extension" in found.marks or _EXTENSION.search(path) is not None
    detail = f"wrapped by {wrapper}" if wrapper else "machine code: headers and strings read"
    gaps.append(_gap(path, GapReason.OPAQUE, detail, hides=wrapper is not None or not is_extension))
    facts = BinaryFacts(
        path=path,
        format=binary_format.value,
        imports=headers.imports,
        strings=tuple(text for text in found.strings if text not in headers.imports),
        packed=wrapper is not None,
        is_extension=is_extension,
    )
    return facts, tuple(gaps)


def known_binary(path: MemberPath, content: bytes) -> tuple[BinaryFacts | None, tuple[Gap, ...]]:
    """Return that a native member is there, and a Gap that hides nothing: its bytes are those of a known release."""
    binary_format = format_of(content)
    if binary_format is None:
        return None, ()
    facts = BinaryFacts(
        path=path,
        format=binary_format.value,
        imports=frozenset(),
        strings=(),
        is_extension=_EXTENSION.search(path) is not None,
    )
    return facts, (
        _gap(path, GapReason.OPAQUE, "machine code, known from an established release", hides=False),
    )


def _wrapper(headers: Headers, found: Findings) -> str | None:
    """Return what the member is wrapped in: a freezer of Python programs, a packer, or None."""
    for name in _WRAPPERS:
        if name in found.marks:
            return name
    return packer_of(headers.sections)


def _gap(path: MemberPath, reason: GapReason, detail: str, *, hides: bool = True) -> Gap:
    return Gap(reason=reason, location=Location(path=path), detail=detail, hides=hides)
