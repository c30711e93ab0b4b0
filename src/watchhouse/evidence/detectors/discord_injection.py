"""
Code injected into the desktop applications of others: Discord, and wallets built on Electron.

These applications run JavaScript from files that the user may write. A thief who appends to them sees every log-in and
payment from then on.

Looks at: the names of these files beside writes, downloads or the killing of the application.
Does not look at: reading tokens from their stores (see `chat-token-theft`).
Known honest users: theme installers for Discord write the same file when called: MEDIUM at most.
"""

from collections.abc import Iterator

from watchhouse.evidence.detector import Detector
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.views.circumstances import aside, unasked
from watchhouse.evidence.views.sheets import Sheet, sheets
from watchhouse.model.evidence import Confidence, Severity, Sighting
from watchhouse.model.technique import Technique

_DISCORD = ("discord_desktop_core", "discord_modules", "discord_voice-1")
_ARCHIVE = "app.asar"
_APPLICATIONS = ("exodus", "atomic", "ledger live", "trezor suite", "mullvad", "discord", "guarda", "jaxx")


def examine(facts: PackageFacts) -> Iterator[Sighting]:
    """Yield one sighting for each member that knows where to inject and can write there."""
    for sheet in sheets(facts):
        if aside(sheet.code):
            continue
        text = next(sheet.texts(*_DISCORD), None)
        if text is None and sheet.says(*_APPLICATIONS):
            text = next(sheet.texts(_ARCHIVE), None)
        if text is None:
            continue
        writes = bool(sheet.writes)
        confidence = Confidence.LOW
        if writes or (sheet.outgoing and sheet.commands):
            confidence = Confidence.MEDIUM
        if (
            writes
            and (sheet.outgoing or _kills(sheet))
            and (unasked(text.moment) or text.hidden or sheet.outgoing)
        ):
            confidence = Confidence.HIGH
        yield DETECTOR.sight(
            "knows the files through which a desktop application can be taken over"
            + (" and writes files" if writes else ""),
            confidence,
            text.location,
            moment=text.moment,
            excerpt=text.value,
            decoded=text.value if text.hidden else "",
        )


def _kills(sheet: Sheet) -> bool:
    """Return whether a command stops an application so that it starts with the new code."""
    return any(
        tool in command.text and any(name in command.text for name in _APPLICATIONS)
        for command in sheet.commands
        for tool in ("taskkill", "pkill", "killall", "stop-process")
    )


DETECTOR = Detector(
    id="discord-injection",
    title="Code injected into a desktop application",
    severity=Severity.CRITICAL,
    techniques=(Technique.MALICIOUS_LIBRARY, Technique.SESSION_COOKIE, Technique.FINANCIAL_THEFT),
    examine=examine,
    doc=__doc__,
)
