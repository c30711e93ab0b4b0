"""One native member, read as far as its headers and strings go; what its code does stays a Gap."""

import re
from typing import Final

from watchhouse.evidence.facts.binaries.formats import Format, format_of
from watchhouse.evidence.facts.binaries.headers import Headers, read_headers
from watchhouse.evidence.facts.binaries.managed import Assembly, clr_header, read_assembly
from watchhouse.evidence.facts.binaries.packing import packer_of
from watchhouse.evidence.facts.binaries.strings import Findings, find_strings, telling
from watchhouse.evidence.facts.package import BinaryFacts
from watchhouse.model.artifact import MemberPath
from watchhouse.model.errors import ArtifactError
from watchhouse.model.evidence import Gap, GapReason, Location

_EXTENSION = re.compile(r"\.pyd$|\.abi3\.so$|\.cpython-[\w.-]+\.so$|\.pypy[\w.-]+\.so$")
_LIBRARY = re.compile(r"(?:lib|ref|runtimes)/(?:[^/!]+/)*[^/!]+\.dll$", re.IGNORECASE)
"""Where a nupkg holds what a project refers to; `tools/` and `build/` hold what runs while it is built."""
_WRAPPERS: Final = ("PyInstaller", "Nuitka one-file", "py2exe")


def read_binary(path: MemberPath, content: bytes) -> tuple[BinaryFacts | None, tuple[Gap, ...]]:
    """
    Return what a native member gives away, and what it hides; None and no Gap if it is not native at all.

    Every native member leaves a Gap, because machine code is not read. It hides something unless the member is an
    ordinary extension module, or an assembly of .NET that lies where NuGet puts libraries: their imports and
    strings are judged; see docs/decisions/0004.
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
    assembly = _assembly(path, content, gaps) if binary_format is Format.PE else None
    found = find_strings(content)
    if found.cut:
        gaps.append(_gap(path, GapReason.COMPLEXITY, "more telling strings than are looked at"))
    wrapper = _wrapper(headers, found)
    is_extension = "extension" in found.marks or _EXTENSION.search(path) is not None
    ordinary = is_extension or (assembly is not None and _LIBRARY.match(path) is not None)
    what = "managed code: metadata and strings read" if assembly else "machine code: headers and strings read"
    detail = f"wrapped by {wrapper}" if wrapper else what
    gaps.append(_gap(path, GapReason.OPAQUE, detail, hides=wrapper is not None or not ordinary))
    imports = headers.imports | assembly.calls | assembly.natives if assembly else headers.imports
    strings = (*found.strings, *telling(assembly.texts)) if assembly else found.strings
    facts = BinaryFacts(
        path=path,
        format=binary_format.value,
        imports=imports,
        strings=tuple(text for text in dict.fromkeys(strings) if text not in imports),
        packed=wrapper is not None,
        managed=assembly is not None,
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


def _assembly(path: MemberPath, content: bytes, gaps: list[Gap]) -> Assembly | None:
    """Return what the metadata of an assembly say, or None if it is none or they do not hold together."""
    if clr_header(content) is None:
        return None
    try:
        return read_assembly(content)
    except ArtifactError as error:
        gaps.append(_gap(path, GapReason.CORRUPT, str(error)))
        return None


def _wrapper(headers: Headers, found: Findings) -> str | None:
    """Return what the member is wrapped in: a freezer of Python programs, a packer, or None."""
    for name in _WRAPPERS:
        if name in found.marks:
            return name
    return packer_of(headers.sections)


def _gap(path: MemberPath, reason: GapReason, detail: str, *, hides: bool = True) -> Gap:
    return Gap(reason=reason, location=Location(path=path), detail=detail, hides=hides)
