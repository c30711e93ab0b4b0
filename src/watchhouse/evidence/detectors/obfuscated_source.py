"""
Source text made unreadable on purpose.

Measured, not only known by name: mazes of identifiers that look alike, one long blob beside a few words, chains of
lambdas around decoders, text spelled in numbers or escapes; and the marks that obfuscators leave.

Looks at: the text of members of code as shipped.
Does not look at: what the text turns out to do (see `decoded-exec`), and minified scripts without a maze.
Known honest users: commercial packages protected by a packer; generated tables and embedded fonts (no maze, nothing
that runs them).
"""

import re
from collections.abc import Iterator

from watchhouse.evidence.detector import Detector
from watchhouse.evidence.facts.hints import Hint
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.views.circumstances import aside
from watchhouse.evidence.views.lines import code_members, moment_at
from watchhouse.model.artifact import Member
from watchhouse.model.evidence import Confidence, Location, Severity, Sighting
from watchhouse.model.technique import Technique

_MOST = 96 << 10
"""Bytes at either end of one member that are measured."""
_PART = 24 << 10
"""Bytes at either end in which slower measures are taken."""
_WORTH = frozenset({Hint.EXEC, Hint.OBFUSCATED, Hint.BLOB})
"""What the first pass must have seen in a member for its text to be measured."""
_DENSE = frozenset({Hint.BLOB, Hint.DECODE})
_MAZE = re.compile(
    rb"(?<!\w)(?=[A-Za-z_])(?:_0x[0-9a-f]{4,12}|[lI1i]{7,}|[Il1i]{2}[Il1_]{6,}|[O0oQ]{6,}"
    rb"|_{3,}(?:\d|[A-Za-z]{0,2}_+)?|[_lIO0]{9,})(?!\w)"
)
_NAME = re.compile(rb"[A-Za-z_]\w{3,}")
_CHAINS = re.compile(
    rb"_\s*=\s*lambda\s+__\s*:|lambda\s+\w{1,20}\s*:\s*__import__\(\s*['\"](?:zlib|base64|marshal|lzma|bz2|codecs)"
    rb"|(?:__import__\(\s*['\"](?:zlib|base64|marshal|lzma|bz2|gzip)['\"]\s*\)\s*\.\s*\w+\s*\(\s*){2}"
    rb"|exec\s*\(\s*(?:marshal\.loads|zlib\.decompress|lzma\.decompress|bz2\.decompress|gzip\.decompress)\s*\("
)
_MARKS = (
    b"__pyarmor__(",
    b"from pyarmor_runtime",
    b"from pytransform import",
    b"pytransform import pyarmor",
    b"# PyObfuscate",
    b"BlankOBF",
    b"__skidproof__",
    b"sourcedefender",
    b"development-tools.net/python-obfuscator",
    b"pyob.oxyry",
    b"jsjiami.com",
)
_RUNS = (b"exec(", b"eval(", b"__import__(", b"marshal", b"getattr(", b"compile(", b"Function(")
_UNDOES = (b"decompress", b"b64decode", b"marshal", b"lambda __")
_BULK = frozenset({Hint.BLOB, Hint.OBFUSCATED})
_RUNS_TEXT = (b"exec(", b"eval(", b"__import__(", b"marshal", b"Function(", b"FunctionType(")
_NUMBERS = re.compile(rb"(?:chr\(\s*(?:0x)?[0-9a-fA-F]{1,6}\s*\)\s*[+,]\s*){12}|(?:\d{1,3}\s*,\s*){200}\d")
_ESCAPES = re.compile(rb"(?:\\x[0-9a-fA-F]{2}){24}|(?:\\u00[0-9a-fA-F]{2}){12}|(?:\\[0-7]{3}){24}")
_LONG = 60
_BLOB = 1_500
"""Characters from which a blob is more than a key or a hash."""
_FEW_WORDS = 0.7


def examine(facts: PackageFacts) -> Iterator[Sighting]:
    """Yield one sighting for each member that two or more measures, or one strong one, call obfuscated."""
    set_aside = {code.path for code in facts.code if aside(code)}
    for member in code_members(facts):
        hints = facts.hints.get(member.path, frozenset())
        if _WORTH.isdisjoint(hints):
            continue
        measures = _measures(_sampled(member.content), hints)
        if not measures:
            continue
        confidence = _confidence(measures)
        if member.path in set_aside:
            confidence = Confidence.LOW
        yield DETECTOR.sight(
            f"is made unreadable: {', '.join(sorted(measures))}",
            confidence,
            Location(path=member.path, line=1),
            moment=moment_at(facts, member.path),
            excerpt=_first_line(member),
            attributes=(("measures", str(len(measures))),),
        )


def _sampled(content: bytes) -> bytes:
    return content if len(content) <= 2 * _MOST else content[:_MOST] + content[-_MOST:]


def _measures(content: bytes, hints: frozenset[str]) -> frozenset[str]:
    found: set[str] = set()
    runs = any(word in content for word in _RUNS)
    if Hint.OBFUSCATED in hints and _in_a_maze(content):
        found.add("names that look alike")
    if runs and Hint.DECODE in hints and any(word in content for word in _UNDOES) and _CHAINS.search(content):
        found.add("a chain of decoders")
    if not _DENSE.isdisjoint(hints) and any(word in content for word in _RUNS_TEXT) and _mostly_blob(content):
        found.add("one blob and few words")
    part = content[:_PART] + content[-_PART:] if len(content) > 2 * _PART else content
    if runs and (_BULK & hints or b"chr(" in content) and _spelled(content):
        found.add("text spelled in numbers")
    if any(mark in content for mark in _MARKS):
        found.add("the mark of an obfuscator")
    if not part.isascii() and _foreign_maze(part):
        found.add("names in odd letters")
    return frozenset(found)


def _confidence(measures: frozenset[str]) -> Confidence:
    if len(measures) > 1:
        return Confidence.HIGH
    strong = {"names that look alike", "a chain of decoders"}
    return Confidence.MEDIUM if measures & strong else Confidence.LOW


def _in_a_maze(content: bytes) -> bool:
    """Return whether at least five different look-alike names make up a tenth of all names."""
    if not any(
        start in content
        for start in (b"_0x", b"lI", b"Il", b"ll1", b"OO", b"O0", b"0O", b"___", b"oO", b"II")
    ):
        return False
    maze = _MAZE.findall(content)
    if len(maze) < 10:
        return False
    if len(set(maze)) < 5:
        return False
    return len(maze) * 10 >= len(_NAME.findall(content))


def _mostly_blob(content: bytes) -> bool:
    """Return whether long runs without blanks make up most of the text."""
    dense = 0
    for line in content.split(b"\n"):
        run = len(line.strip()) if b" " not in line.strip() else max(map(len, line.split()))
        if run >= _LONG:
            dense += run
    return dense >= max(_BLOB, _FEW_WORDS * len(content))


def _spelled(content: bytes) -> bool:
    """Return whether numbers and escapes, many of them in a row, make up most of the text."""
    if not _NUMBERS.search(content) and not _ESCAPES.search(content):
        return False
    plain = re.sub(rb"\\x[0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\[0-7]{3}|\bchr\(|[\d\s,()+\[\]]", b"", content)
    return len(plain) * 2 < len(content)


_FOREIGN = re.compile(r"(?<![\w'\"#])[^\W\d_a-zA-Z]\w{0,80}\s*(?:=[^=]|\()", re.UNICODE)


def _foreign_maze(content: bytes) -> bool:
    """Return whether most assignments and calls are of names in letters that nobody types beside code."""
    text = content.decode("utf-8", "replace")
    names = set(_FOREIGN.findall(text))
    if len(names) < 8:
        return False
    ordinary = len(_NAME.findall(content))
    return len(names) * 4 > ordinary


def _first_line(member: Member) -> str:
    for line in member.content[:4000].decode("utf-8", "replace").splitlines():
        if line.strip():
            return line.strip()
    return ""


DETECTOR = Detector(
    id="obfuscated-source",
    title="Source made unreadable",
    severity=Severity.MEDIUM,
    techniques=(Technique.OBFUSCATION, Technique.SOFTWARE_PACKING),
    examine=examine,
    doc=__doc__,
)
