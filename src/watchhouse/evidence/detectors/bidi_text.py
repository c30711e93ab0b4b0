"""
Direction marks that make a line read otherwise than it runs.

Looks at: Unicode direction overrides and isolates (U+202A to U+202E, U+2066 to U+2069) in a package's source texts.
Does not look at: single left-to-right and right-to-left marks, which text in Arabic or Hebrew needs.
Known honest users: translations and tests of text rendering: LOW where every mark is closed on its line.
"""

import re
from collections.abc import Iterator

from watchhouse.evidence.detector import Detector
from watchhouse.evidence.facts.hints import Hint
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.views.circumstances import aside
from watchhouse.evidence.views.lines import code_members, moment_at
from watchhouse.model.evidence import Confidence, Location, Severity, Sighting
from watchhouse.model.technique import Technique

_MARKS = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
_OVERRIDES = frozenset("\u202d\u202e")
_OPENS = frozenset("\u202a\u202b\u202d\u202e\u2066\u2067\u2068")
_MINIFIED = 2_000
"""Characters of a line that nobody reads, so that no order of reading can deceive."""
_MOST = 3


def examine(facts: PackageFacts) -> Iterator[Sighting]:
    """Yield one sighting for each line with direction marks, at most three a member."""
    set_aside = {code.path for code in facts.code if aside(code)}
    for member in code_members(facts):
        if Hint.BIDI not in facts.hints.get(member.path, ()):
            continue
        found = 0
        for number, line in enumerate(member.content.decode("utf-8", "replace").split("\n"), start=1):
            marks = _MARKS.findall(line)
            if not marks or found >= _MOST:
                continue
            found += 1
            open_ = sum(1 if mark in _OPENS else -1 for mark in marks)
            turned = open_ != 0 and not _OVERRIDES.isdisjoint(marks)
            confidence = Confidence.HIGH if turned else Confidence.MEDIUM if open_ else Confidence.LOW
            yield DETECTOR.sight(
                "holds direction marks that change how the line reads",
                Confidence.LOW if member.path in set_aside or len(line) > _MINIFIED else confidence,
                Location(path=member.path, line=number),
                moment=moment_at(facts, member.path),
                excerpt=line,
            )


DETECTOR = Detector(
    id="bidi-text",
    title="Line that reads otherwise than it runs",
    severity=Severity.HIGH,
    techniques=(Technique.OBFUSCATION,),
    examine=examine,
    doc=__doc__,
)
