"""Hyperlinks in a README or description: Markdown, reStructuredText and HTML in one pass, in linear time."""

import re
from typing import Final

from watchhouse.evidence.facts.package import Link

LONGEST_TEXT: Final = 200_000
"""Characters of a text that are searched; longer READMEs are tables or changelogs at their end."""
MOST_LINKS: Final = 300
LONGEST_URL: Final = 2_000
LONGEST_LABEL: Final = 200

_URL = re.compile(r"(?:https?|ftps?|hxxps?)://[^\s<>\"'`\[\]{}|\\^]{1,2000}", re.IGNORECASE)
_TRAILING = ".,;:!?*_"
_HTML_LABEL = re.compile(r"[\"']?[^<>]{0,300}>\s*([^<]{0,200})")
_REFERENCE = re.compile(r"(?:^|\n)[ \t]*(?:\.\. _|\[)([^\]\n:]{1,200})\]?:[ \t]*<?$")


def links(text: str) -> tuple[Link, ...]:
    """
    Return the links of `text` in order, each URL and label once.

    >>> links("see [the docs](https://docs.example/a) or `here <https://b.example>`_")
    (Link(url='https://docs.example/a', label='the docs'), Link(url='https://b.example', label='here'))
    >>> links('<a href="https://c.example">C</a>')
    (Link(url='https://c.example', label='C'),)
    """
    searched = text[:LONGEST_TEXT]
    found: dict[Link, None] = {}
    for match in _URL.finditer(searched):
        url = _without_tail(match.group())
        before = searched[max(0, match.start() - LONGEST_LABEL - 10) : match.start()]
        after = searched[match.start() + len(url) : match.start() + len(url) + 600]
        found.setdefault(Link(url=url, label=_label(before, after)))
        if len(found) >= MOST_LINKS:
            break
    return tuple(found)


def _without_tail(url: str) -> str:
    """Return `url` without what belongs to the sentence or the markup around it."""
    depth = 0
    for position, character in enumerate(url):
        depth += (character == "(") - (character == ")")
        if depth < 0:
            url = url[:position]
            break
    return url.rstrip(_TRAILING)


def _label(before: str, after: str) -> str:
    """Return the words that a reader sees in place of the URL between `before` and `after`."""
    if before.endswith("]("):
        label = before[:-2]
        return _inside(label, "[", "]")
    if before.endswith("<") and after.startswith(">`"):
        return before[:-1].rpartition("`")[2].strip()
    if before[-6:].lower().startswith("href="):
        found = _HTML_LABEL.match(after)
        return found.group(1).strip() if found else ""
    reference = _REFERENCE.search(before)
    return reference.group(1).strip(" `") if reference else ""


def _inside(text: str, opening: str, closing: str) -> str:
    """Return what stands after the `opening` that belongs to the end of `text`."""
    depth = 1
    for position in range(len(text) - 1, -1, -1):
        depth += (text[position] == closing) - (text[position] == opening)
        if depth == 0:
            return text[position + 1 :].strip()
    return text[-LONGEST_LABEL:].strip()
