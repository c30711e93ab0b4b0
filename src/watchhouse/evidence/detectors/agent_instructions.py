"""
Text that gives orders to somebody's AI coding agent.

An agent reads README files, docstrings and rule files of the packages it works with. Text in them can tell it to run a
command, to hand over secrets, and to say nothing about it.

Looks at: documents, rule files of agents and docstrings for sentences that address an agent, order an action,
touch secrets or the network, and ask for silence; invisible characters that carry text.
Does not look at: what a program sends to a model when it runs.
Known honest users: agent rule files tell how to build and test; prompt libraries and guards against injection
quote such sentences: LOW or MEDIUM, for they do not ask for secrets and silence together.
"""

import re
from collections.abc import Iterator
from itertools import islice

from watchhouse.evidence.detector import Detector
from watchhouse.evidence.facts.multipattern import matching
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.views.circumstances import aside
from watchhouse.evidence.views.sheets import sheets
from watchhouse.model.artifact import Member
from watchhouse.model.evidence import Confidence, Location, Moment, Severity, Sighting
from watchhouse.model.technique import Technique

_DOCUMENTS = (
    ".md",
    ".mdc",
    ".rst",
    ".txt",
    ".cursorrules",
    ".windsurfrules",
    ".clinerules",
    "pkg-info",
    "metadata",
    "readme",
)
_LARGEST = 1 << 20
_WINDOW = 600
_MOST = 40
_ADDRESS = re.compile(
    r"\b(?:ai|coding|llm|automated)[ -](?:agents?|assistants?|models?|tools?)\b|\b(?:claude|copilot|cursor"
    r"|codex|gemini|chatgpt|windsurf|aider|cline)\b"
    r"|\b(?:ignore|disregard|forget) (?:all |any |the |your )?(?:previous|prior|above|earlier|safety"
    r"|system)\b|\byou are an? (?:ai|coding|autonomous)\b"
    r"|<(?:important|system|assistant)>|\bsystem prompt\b|\bassistants?[,:] |\bas an ai\b",
    re.IGNORECASE,
)
_GUARD = (
    "agent", "assistant", "claude", "copilot", "cursor", "codex", "gemini", "gpt", "ignore", "disregard",
    "llm", "<important>", "system prompt", "ai model", "ai tool",
)  # fmt: skip
_ORDER = re.compile(
    r"\b(?:run|execute|invoke|curl|download|install|send|post|upload|read|cat|collect|exfiltrate|transmit"
    r"|include|append|call)\b[^.\n]{0,120}"
    r"(?:`|\$|https?://|curl|\.ssh|\.env|\.aws|token|secret|key|password|credential|wallet|command|script"
    r"|contents of|environment)",
    re.IGNORECASE,
)
_LOOT = re.compile(
    r"\.ssh\b|id_rsa|\.env\b|\.aws\b|api[ _-]?keys?|access tokens?|private keys?|credentials|passwords"
    r"|seed phrase|wallets?\b|environment variables|secrets\b",
    re.IGNORECASE,
)
_AWAY = re.compile(
    r"https?://|\bcurl\b|\bwget\b|\bwebhook\b|\bpost (?:it|them|the)\b|\bsend (?:it|them|the)\b"
    r"|\bupload (?:it|them|the)\b",
    re.IGNORECASE,
)
_SILENCE = re.compile(
    r"\b(?:do not|don't|never|without) (?:tell|telling|mention|mentioning|inform|informing|notify|notifying"
    r"|ask|asking|show|showing|reveal|explain|report|display|alert)"
    r"\w*\b[^.\n]{0,60}\b(?:users?|developers?|humans?|anyone|permission|confirmation|this|it|step)\b"
    r"|\bsilently (?:run|execute|read|send|upload|collect|install|include)\b|\bkeep (?:this|it) (?:secret|hidden)\b",
    re.IGNORECASE,
)
_FIRST_TAG = "\U000e0000"
_TAG_BYTES = b"\xf3\xa0"
"""With which a tag begins in UTF-8."""
_UNSEEN = tuple(char.encode() for char in "\u200b\u200c\u2060\ufeff")
_RUN = 16
_INVISIBLE = re.compile(r"[\U000e0020-\U000e007e]{8,}|[\u200b\u200c\u2060\ufeff]{16,}")


def examine(facts: PackageFacts) -> Iterator[Sighting]:
    """Yield sightings of orders to an agent in documents, rule files and docstrings."""
    for member in facts.tree.members:
        if _is_document(member) and _worth(member.content):
            text = member.content.decode("utf-8", "replace")
            yield from _read(text, member.path, Moment.CALL, 0)
    for sheet in sheets(facts):
        if not aside(sheet.code) and _worth(sheet.words.encode("utf-8", "replace")):
            for piece in sheet.texts(*_GUARD):
                yield from _read(piece.value, piece.location.path, piece.moment, piece.location.line)


def _worth(text: bytes) -> bool:
    """Return whether all that makes an order may stand in `text`, or characters that nobody sees."""
    signs = (_ADDRESS, _ORDER, _SILENCE, _LOOT, _AWAY)
    address, order, silence, loot, away = range(len(signs))
    found = matching(tuple(sign.pattern for sign in signs))(text)
    ordered = {address, order} <= found and (silence in found or {loot, away} <= found)
    return ordered or _TAG_BYTES in text or sum(map(text.count, _UNSEEN)) >= _RUN


def _is_document(member: Member) -> bool:
    """Return whether `member` is a text that an agent would read."""
    return member.name.lower().endswith(_DOCUMENTS) and len(member.content) <= _LARGEST


def _read(text: str, path: str, moment: Moment, line: int) -> Iterator[Sighting]:
    """Yield the strongest order to an agent in `text`, and one sighting for invisible text."""
    if not text.isascii():
        yield from _invisible(text, path, moment, line)
    best: tuple[int, int, str] | None = None
    for start in _mentions(text):
        window = text[max(0, start - _WINDOW // 2) : start + _WINDOW]
        signs = _signs(window)
        if signs and (best is None or signs > best[0]):
            best = (signs, start, window)
    if best is None:
        return
    signs, start, window = best
    yield DETECTOR.sight(
        "orders an AI agent to act" + (" and to keep silent about it" if _SILENCE.search(window) else ""),
        Confidence(min(signs, Confidence.HIGH)),
        Location(path=path, line=(line or 1) + text.count("\n", 0, start)),
        moment=moment,
        excerpt=text[start : start + _WINDOW],
    )


def _invisible(text: str, path: str, moment: Moment, line: int) -> Iterator[Sighting]:
    """Yield one sighting for text in characters that nobody sees."""
    hidden = _INVISIBLE.search(text)
    if hidden is not None:
        tags = hidden[0][0] >= _FIRST_TAG
        yield DETECTOR.sight(
            "hides text in characters that nobody sees",
            Confidence.HIGH if tags else Confidence.MEDIUM,
            Location(path=path, line=line + text.count("\n", 0, hidden.start())),
            moment=moment,
            decoded="".join(chr(ord(char) - ord(_FIRST_TAG)) for char in hidden[0]) if tags else "",
        )


def _mentions(text: str) -> Iterator[int]:
    """Yield where `text` may speak of or to an agent, at most one place per half window."""
    lowered = text.lower()
    places = sorted(place for word in _GUARD for place in islice(_finds(lowered, word), _MOST))
    last = -_WINDOW
    for place in places[:_MOST]:
        if place >= last + _WINDOW // 2:
            last = place
            yield place


def _finds(text: str, word: str) -> Iterator[int]:
    """Yield where `word` stands in `text`, none twice in half a window."""
    place = text.find(word)
    while place >= 0:
        yield place
        place = text.find(word, place + _WINDOW // 2)


def _signs(window: str) -> int:
    """Return 0 if `window` orders nothing, else 1 for the order with loot or silence, and 1 for each more sign."""
    if not _ADDRESS.search(window) or not _ORDER.search(window):
        return 0
    loot, away, silence = (bool(sign.search(window)) for sign in (_LOOT, _AWAY, _SILENCE))
    if silence:
        return 1 + (loot or away) + (loot and away)
    return 1 if loot and away else 0


DETECTOR = Detector(
    id="agent-instructions",
    title="Orders to an AI agent",
    severity=Severity.HIGH,
    techniques=(Technique.MALICIOUS_LIBRARY, Technique.IMPERSONATION),
    examine=examine,
    doc=__doc__,
)
