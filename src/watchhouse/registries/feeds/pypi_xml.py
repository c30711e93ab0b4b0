"""
Hostile XML, read one element after the other: what XML-RPC and RSS need of XML, and nothing else.

A document type is refused, and with it every entity that could be expanded, fetched or nested (billion laughs,
quadratic blow-up, XXE): neither format has one. What is left can only be large, deep or full of elements; the
size is bounded before, the rest here.
"""

from typing import Protocol
from xml.parsers import expat

from watchhouse.registries.answers import UnreadableError

_ELEMENTS = 1_500_000
"""A full page of a changelog has 50,000 rows of 11 or 12 elements."""
_DEPTH = 32
"""A changelog is 9 deep, RSS is 4."""


class Target(Protocol):
    """What is told of a document's elements."""

    def start(self, tag: str, attributes: dict[str, str], /) -> object:
        """Take the beginning of an element."""

    def data(self, text: str, /) -> object:
        """Take text."""

    def end(self, tag: str, /) -> object:
        """Take the end of an element."""


def read_xml(document: bytes, target: Target) -> None:
    """Tell `target` of every element of `document`; raises UnreadableError if it is not XML as it should be."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    guard = _Guard(target)
    parser.StartElementHandler = guard.start
    parser.EndElementHandler = guard.end
    parser.CharacterDataHandler = target.data
    parser.StartDoctypeDeclHandler = _refuse
    try:
        parser.Parse(document, True)  # noqa: FBT003 - expat takes no keyword
    except expat.ExpatError as error:
        raise UnreadableError(f"no XML: error {error.code} in line {error.lineno}") from error


class _Guard:
    def __init__(self, target: Target) -> None:
        self._target = target
        self._left = _ELEMENTS
        self._depth = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._left -= 1
        self._depth += 1
        if self._left < 0 or self._depth > _DEPTH:
            raise UnreadableError("XML with more or deeper elements than a feed has")
        self._target.start(tag, attributes)

    def end(self, tag: str) -> None:
        self._depth -= 1
        self._target.end(tag)


def _refuse(*_declared: object) -> None:
    raise UnreadableError("XML with a document type, which a feed has none of")
