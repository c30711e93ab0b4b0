"""
A name that looks like another one.

Python reads a Cyrillic and a Latin `e` as two letters, and a mathematical bold `exec` as the plain one: either way the
eye is wrong.

Looks at: names in Python source, outside strings and comments, that mix Latin letters with letters drawn like them, or
that become a dangerous built-in once Python has put them into normal form.
Does not look at: names wholly in another script, and Greek or mathematical letters as scientists use them.
Known honest users: none for the second; authors who type in two keyboard layouts slip into the first (MEDIUM).
"""

import io
import re
import tokenize
import unicodedata
from collections.abc import Iterator

from watchhouse.evidence.detector import Detector
from watchhouse.evidence.facts.hints import Hint
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.facts.zones import PYTHON_SUFFIXES
from watchhouse.evidence.views.circumstances import aside
from watchhouse.evidence.views.lines import code_members, moment_at
from watchhouse.model.evidence import Confidence, Location, Severity, Sighting
from watchhouse.model.technique import Technique

_ALIKE = r"\u0400-\u052f\u0530-\u058f\u13a0-\u13ff\u1d00-\u1d2b"
_MIXED = re.compile(rf"[a-zA-Z][{_ALIKE}]|[{_ALIKE}][a-zA-Z]")
"""A Latin letter beside a Cyrillic, Armenian or Cherokee one, or a small capital."""
_STYLED = re.compile(
    r"(?<!\w)\w{0,16}"
    r"[\uff21-\uff3a\uff41-\uff5a\U0001d400-\U0001d6a3\u2102\u210a-\u2113\u2115\u2119-\u211d\u2124\u212a\u212c\u212d"
    r"\u212f-\u2131\u2133\u2134\u1d2c-\u1d6a\u00aa\u00ba\u02b0-\u02b8]\w{0,16}"
)
"""Words with letters that normal form turns into Latin ones."""
_DANGEROUS = frozenset(
    {"exec", "eval", "compile", "__import__", "getattr", "setattr", "globals", "locals", "vars", "open", "os", "sys",
     "subprocess", "system", "popen", "Popen", "run", "socket", "base64", "b64decode", "loads", "requests", "post",
     "builtins", "__builtins__", "import_module", "input", "environ", "urlopen", "print"}
)  # fmt: skip
_MOST = 5
_MOST_BYTES = 1 << 20


def examine(facts: PackageFacts) -> Iterator[Sighting]:
    """Yield one sighting for each confusable name, at most five a member."""
    set_aside = {code.path for code in facts.code if aside(code)}
    for member in code_members(facts, PYTHON_SUFFIXES):
        if Hint.ODD_LETTERS not in facts.hints.get(member.path, ()):
            continue
        text = member.content[:_MOST_BYTES].decode("utf-8", "replace")
        if not _MIXED.search(text) and not any(_confusable(match[0]) for match in _STYLED.finditer(text)):
            continue
        seen: dict[str, int] = {}
        for name, line in _names(text):
            if len(seen) < _MOST and _confusable(name):
                seen.setdefault(name, line)
        for name, line in seen.items():
            plain = unicodedata.normalize("NFKC", name)
            dangerous = plain != name and plain in _DANGEROUS
            yield DETECTOR.sight(
                "disguises a built-in in styled letters" if dangerous else "mixes scripts within one name",
                Confidence.LOW
                if member.path in set_aside
                else Confidence.HIGH
                if dangerous
                else Confidence.MEDIUM,
                Location(path=member.path, line=line),
                moment=moment_at(facts, member.path),
                excerpt=name,
                decoded=plain
                if dangerous
                else " ".join(unicodedata.name(letter, "?") for letter in name[:12]),
            )


def _names(text: str) -> Iterator[tuple[str, int]]:
    """Yield the names that are not ASCII with their lines, as far as the text can be split into tokens."""
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type == tokenize.NAME and not token.string.isascii():
                yield token.string, token.start[0]
    except (tokenize.TokenError, SyntaxError):
        return


def _confusable(name: str) -> bool:
    if _MIXED.search(name):
        return True
    plain = unicodedata.normalize("NFKC", name)
    return plain != name and plain in _DANGEROUS


DETECTOR = Detector(
    id="confusable-identifier",
    title="Name that looks like another",
    severity=Severity.MEDIUM,
    techniques=(Technique.OBFUSCATION,),
    examine=examine,
    doc=__doc__,
)
