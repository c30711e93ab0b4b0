"""
Data written in characters that no editor shows.

Variation selectors, tags and zero-width characters carry a byte each and look like nothing; a short loop turns them
back into code.

Looks at: runs of 16 or more invisible characters in the source texts of a package.
Does not look at: single joiners and selectors, which emoji and many scripts need.
Known honest users: none known; tests of text rendering hold single ones.
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

_RUN = re.compile(
    r"[\u200b-\u200f\u2060-\u2064\ufeff\ufe00-\ufe0f\U000e0000-\U000e01ef\u115f\u1160\u3164\uffa0]{16,}"
)
_MOST = 3


def examine(facts: PackageFacts) -> Iterator[Sighting]:
    """Yield one sighting for each run of invisible characters, at most three a member."""
    set_aside = {code.path for code in facts.code if aside(code)}
    for member in code_members(facts):
        if Hint.INVISIBLE not in facts.hints.get(member.path, ()):
            continue
        text = member.content.decode("utf-8", "replace")
        for found, match in enumerate(_RUN.finditer(text)):
            if found >= _MOST:
                break
            yield DETECTOR.sight(
                f"holds {len(match[0])} invisible characters in a row",
                Confidence.LOW if member.path in set_aside else Confidence.HIGH,
                Location(path=member.path, line=text.count("\n", 0, match.start()) + 1),
                moment=moment_at(facts, member.path),
                decoded=" ".join(f"U+{ord(character):04X}" for character in match[0][:40]),
            )


DETECTOR = Detector(
    id="invisible-text",
    title="Data in invisible characters",
    severity=Severity.HIGH,
    techniques=(Technique.OBFUSCATION, Technique.ENCODED_FILE),
    examine=examine,
    doc=__doc__,
)
