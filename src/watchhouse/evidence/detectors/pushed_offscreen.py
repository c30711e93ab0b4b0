"""
Code pushed past the edge of the screen.

A payload that stands behind hundreds of blanks, or below hundreds of empty lines, is in the file and not in the window.

Looks at: code that follows 60 or more blanks after a statement's end, lines that start 150 columns in, and code below
200 empty lines; in all source texts of a package, read or not.
Does not look at: comments and data aligned to the right.
Known honest users: generated tables (data, not statements).
"""

import re
from collections.abc import Iterator

from watchhouse.evidence.detector import Detector
from watchhouse.evidence.facts.hints import Hint
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.facts.zones import CODE_SUFFIXES
from watchhouse.evidence.views.circumstances import aside
from watchhouse.evidence.views.lines import code_members, moment_at
from watchhouse.model.artifact import Member
from watchhouse.model.evidence import Confidence, Location, Severity, Sighting
from watchhouse.model.technique import Technique

_SCRIPTS = tuple(suffix for suffix in CODE_SUFFIXES if not suffix.startswith(".py"))
_AFTER_END = re.compile(
    rb";[ \t\f]{60,}([^\s#][^\n]{0,400})|(?<![ \t\f])[ \t\f]{60,};[ \t\f]*([^\s#][^\n]{0,400})"
)
_AFTER_BRACE = re.compile(rb"[;{})][ \t\f]{60,}([A-Za-z_$(][^\n]{0,400})")
_FAR_IN = re.compile(
    rb"^[ \t\f]{150,}((?:import|from|exec|eval|__import__|getattr|try:|if |require|Function|const|var)[^\n]{0,400})",
    re.MULTILINE,
)
_ACTS = re.compile(
    rb"\b(?:exec|eval|import|__import__|compile|getattr|subprocess|system|require|Function|lambda|urlopen|get)\b|\("
)
_FAR_BELOW = 200
"""Empty lines that no editor shows at once."""
_MOST = 3


def examine(facts: PackageFacts) -> Iterator[Sighting]:
    """Yield one sighting for each place where code is pushed out of sight, at most three a member."""
    set_aside = {code.path for code in facts.code if aside(code)}
    for member in code_members(facts):
        if Hint.PUSHED not in facts.hints.get(member.path, ()):
            continue
        for offset, text, far in _pushed(member):
            confidence = Confidence.HIGH if far and _ACTS.search(text) else Confidence.MEDIUM
            yield DETECTOR.sight(
                "pushes code past the edge of the screen",
                Confidence.LOW if member.path in set_aside else confidence,
                Location(path=member.path, line=member.content.count(b"\n", 0, offset) + 1),
                moment=moment_at(facts, member.path),
                excerpt=text.decode("utf-8", "replace"),
            )


def _pushed(member: Member) -> list[tuple[int, bytes, bool]]:
    """Return offset, text and whether it stands to the right, of the first pushed pieces."""
    content = member.content
    found: list[tuple[int, bytes, bool]] = []
    patterns = [_AFTER_END, _FAR_IN]
    if member.path.endswith(_SCRIPTS):
        patterns.append(_AFTER_BRACE)
    for pattern in patterns:
        for match in pattern.finditer(content):
            text = next(group for group in match.groups() if group is not None)
            found.append((match.end() - len(text), text, True))
            if len(found) >= _MOST:
                return found
    # Without blanks, empty lines are line feeds in a row: one fast search instead of a look at every line.
    below = _below(content) if b"\n" * _FAR_BELOW in content.translate(None, b" \t\f\r") else None
    return [*found, below] if below else found


def _below(content: bytes) -> tuple[int, bytes, bool] | None:
    """Return the first code that stands below many empty lines."""
    empty, offset = 0, 0
    for line in content.split(b"\n"):
        text = line.strip()
        if text and empty >= _FAR_BELOW and not text.startswith((b"#", b"//", b"*", b"<")):
            return offset, text, False
        empty = 0 if text else empty + 1
        offset += len(line) + 1
    return None


DETECTOR = Detector(
    id="pushed-offscreen",
    title="Code pushed off the screen",
    severity=Severity.HIGH,
    techniques=(Technique.OBFUSCATION, Technique.COMMAND_OBFUSCATION),
    examine=examine,
    doc=__doc__,
)
