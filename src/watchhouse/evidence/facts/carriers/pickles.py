"""A pickle, or an array of objects, comes in; the facts of what loading it would call go out."""

import re
import zlib
from dataclasses import replace
from typing import Any, Final

from watchhouse.evidence.facts.carriers.pickle_machine import PickleMachine
from watchhouse.evidence.facts.code import CodeFacts, Zone
from watchhouse.evidence.facts.python.machine import Carried
from watchhouse.evidence.facts.python.read import PythonMember, read_python
from watchhouse.model.artifact import Member
from watchhouse.model.evidence import Gap, GapReason, Location, Moment

LANGUAGE: Final = "pickle"
"""What the facts of a pickle say they are written in."""
LARGEST: Final = 64 << 20
"""Bytes of a pickle that are walked over; what is in arrays costs nothing."""
HEADER: Final = 4_096
"""Bytes of an array's header at most."""

_SUFFIXES: Final = (".pkl", ".pickle", ".pck", ".pcl", ".joblib", ".dill", ".cloudpickle")
_BINARY = re.compile(rb"\x80[\x02-\x05]")
_NUMPY: Final = b"\x93NUMPY"
_OBJECTS = re.compile(rb"'descr':\s*(?:'\|O|\[.{0,2000}'\|O)", re.DOTALL)
_ZLIB: Final = (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")


def is_pickle(path: str, content: bytes) -> bool:
    r"""
    Return whether `content` is read as a pickle: by its first bytes, or its name where the protocol has none.

    >>> is_pickle("weights.bin", b"\x80\x04."), is_pickle("model.pkl", b"cos\nsystem\n.")
    (True, True)
    """
    if content[:1] == b"\x80":
        return _BINARY.match(content) is not None
    return content[:6] == _NUMPY or path.lower().endswith(_SUFFIXES)


def read_pickle(member: Member, *, zone: Zone, moment: Moment) -> tuple[CodeFacts, tuple[Carried, ...]]:
    """Return what loading a pickle would do, and the scripts it carries; None of it is loaded."""
    content, offset = _unwrapped(member.content)
    facts = CodeFacts(path=member.path, language=LANGUAGE, zone=zone)
    if content is None:
        return facts, ()
    if len(content) > LARGEST:
        gap = _gap(member, GapReason.MEMBER_TOO_LARGE, "pickle that is larger than what is read")
        return replace(facts, gaps=(gap,)), ()
    lifted = PickleMachine().run(content[offset:] if offset else content)
    gaps = [_gap(member, GapReason.OPAQUE, lifted.trouble)] if lifted.trouble else []
    if not lifted.text:
        # Plain text under a pickle's name has no opcodes: nothing that runs could hide in it.
        return replace(facts, gaps=tuple(replace(gap, hides=_binary(content)) for gap in gaps)), ()
    source = replace(member, content=lifted.text.encode("utf-8", "replace"))
    found, carried = read_python([PythonMember(member=source, module="__pickle__", zone=zone)], [], [])
    return _joined(facts, found, gaps, moment), tuple(replace(one, moment=moment) for one in carried)


def _unwrapped(content: bytes) -> tuple[bytes | None, int]:
    """Return the pickle in `content` and where it begins; None where an array holds no objects."""
    if content[:6] == _NUMPY:
        wide = content[6:7] != b"\x01"
        begin = 12 if wide else 10
        length = int.from_bytes(content[8:begin], "little")
        header = content[begin : begin + min(length, HEADER)]
        return (content, begin + length) if _OBJECTS.search(header) else (None, 0)
    if content.startswith(_ZLIB):
        try:
            return zlib.decompressobj().decompress(content, LARGEST + 1), 0
        except zlib.error:
            return content, 0
    return content, 0


def _binary(content: bytes) -> bool:
    return _BINARY.match(content) is not None


def _joined(facts: CodeFacts, found: Any, gaps: list[Gap], moment: Moment) -> CodeFacts:
    """Return the facts of the lifted text as those of the pickle, where lines mean nothing."""

    def placed(one: Any) -> Any:
        return replace(one, location=replace(one.location, line=0), moment=moment)

    return replace(
        facts,
        calls=tuple(placed(call) for part in found for call in part.calls),
        texts=tuple(placed(text) for part in found for text in part.texts),
        layers=tuple(placed(layer) for part in found for layer in part.layers),
        imports=frozenset().union(*(part.imports for part in found)),
        gaps=(*gaps, *(gap for part in found for gap in part.gaps)),
    )


def _gap(member: Member, reason: GapReason, detail: str) -> Gap:
    return Gap(reason=reason, location=Location(path=member.path), detail=detail)
