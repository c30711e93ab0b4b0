"""
The victim's own AI tools made to search for secrets.

Many developers' machines have a command-line assistant that is logged in. Malware of 2025 and 2026 starts it with the
option that skips every question, and lets it list wallets, keys and tokens.

Looks at: commands that start such a tool with such an option, more surely unasked or with an order to look for secrets;
the options beside such an order in the texts of one member.
Does not look at: requests to a model's web service.
Known honest users: agent runners and benchmarks start these tools with these options when called: LOW.
"""

import re
from collections.abc import Iterator

from watchhouse.evidence.detector import Detector
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.views.circumstances import aside, settled, unasked
from watchhouse.evidence.views.sheets import Sheet, sheets
from watchhouse.model.evidence import Confidence, Severity, Sighting
from watchhouse.model.technique import Technique

_OPTIONS = (
    "--dangerously-skip-permissions",
    "--yolo",
    "--trust-all-tools",
    "--dangerously-bypass-approvals-and-sandbox",
    "--allow-all-tools",
    "--approval-mode=yolo",
    "--yes-always",
    "--full-auto",
    "--permission-mode bypasspermissions",
)
_TOOLS = re.compile(
    r"\b(?:claude|gemini|codex|cursor-agent|copilot|aider|opencode|goose|qwen|amp|q chat|q)\b"
)
_ORDERS = re.compile(
    r"(?:search|find|list|enumerate|collect|scan|locate|look for|inventory)\b[^\n]{0,300}?"
    r"(?:wallet|keystore|private key|id_rsa|\.ssh|\.env\b|api key|token|credential|secret|metamask"
    r"|seed phrase|mnemonic)"
)
_WORDS = (
    "wallet",
    "keystore",
    "private key",
    "id_rsa",
    ".ssh",
    ".env",
    "api key",
    "token",
    "credential",
    "secret",
    "mnemonic",
)


def examine(facts: PackageFacts) -> Iterator[Sighting]:
    """Yield sightings of AI tools that are started to search without asking."""
    for sheet in sheets(facts):
        if aside(sheet.code):
            continue
        found = False
        for command in sheet.commands:
            text = command.text[:8000]
            if any(option in text for option in _OPTIONS) and _TOOLS.search(text):
                found = True
                certain = unasked(command.call.moment) or command.call.location.layer > 0 or _searches(sheet)
                yield DETECTOR.sight_call(
                    command.call,
                    "starts an installed AI tool that asks nobody before it acts",
                    settled(sheet.code, Confidence.HIGH if certain else Confidence.LOW),
                )
        if not found and _searches(sheet):
            yield from _named(sheet)


def _named(sheet: Sheet) -> Iterator[Sighting]:
    """Yield one sighting where such an option stands beside an order to look for secrets."""
    for text in sheet.texts(*_OPTIONS):
        yield DETECTOR.sight(
            "knows how to make an AI tool search for secrets without asking",
            Confidence.HIGH
            if sheet.commands and (unasked(text.moment) or text.hidden)
            else Confidence.MEDIUM,
            text.location,
            moment=text.moment,
            excerpt=text.value,
            decoded=text.value if text.hidden else "",
        )
        return


def _searches(sheet: Sheet) -> bool:
    """Return whether a text of the member orders a search for secrets."""
    return any(_ORDERS.search(text.value[:8000].lower()) for text in sheet.texts(*_WORDS))


DETECTOR = Detector(
    id="ai-tool-abuse",
    title="Victim's AI tools abused",
    severity=Severity.CRITICAL,
    techniques=(Technique.LOCAL_DATA, Technique.CREDENTIALS_IN_FILES),
    examine=examine,
    doc=__doc__,
)
