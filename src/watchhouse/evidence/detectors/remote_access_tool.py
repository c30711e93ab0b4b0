"""
Remote control: orders fetched and run, results sent back, or a remote-access program installed.

Looks at: commands whose text came from the network, and output of commands that goes to the network, together in one
member; bots that run what a chat message says; silent installs of remote-access programs and tunnels.
Does not look at: one download that is run (see `download-exec`), or a shell tied to a socket (see `remote-shell`).
Known honest users: remote-execution frameworks and agents of build systems do the same when called: MEDIUM.
"""

import re
from collections.abc import Iterator

from watchhouse.evidence.detector import Detector
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.knowledge.hosts import endpoints_of
from watchhouse.evidence.knowledge.services import services_in
from watchhouse.evidence.values import Sink, Source
from watchhouse.evidence.views.circumstances import aside, raised, settled, unasked
from watchhouse.evidence.views.sheets import Command, Sheet, sheets
from watchhouse.evidence.views.theft import MAILBOXES
from watchhouse.model.evidence import Confidence, Severity, Sighting
from watchhouse.model.technique import Technique

_PROGRAMS = re.compile(
    r"\b(?:anydesk|rustdesk|teamviewer|screenconnect|connectwise|atera|meshagent|splashtop|supremo"
    r"|remoteutilities|ultravnc|"
    r"winvnc|tightvnc|dwagent|simplehelp|netsupport|client32|tailscale|zerotier|cloudflared|ngrok|frpc|chisel"
    r"|sliver|gsocket)\b"
)
_SILENTLY = re.compile(
    r"--silent|/silent|/s\b|/quiet|/verysilent|--set-password|--password|--install|--start-with-win|authtoken"
    r"|"
    r"--unattended|-fullinstall|service install|tunnel (?:run|--url)|\btcp\s+\d+|--authkey"
)
_RUNS = frozenset({Sink.PROCESS, Sink.CODE})
_BOTS = (
    "telebot.",
    "telegram.",
    "aiogram.",
    "pyrogram.",
    "telethon.",
    "discord.",
    "slack_bolt.",
    "irc.",
    "paho.mqtt.",
)


def examine(facts: PackageFacts) -> Iterator[Sighting]:
    """Yield sightings of orders that come and results that go, and of remote-access programs."""
    for sheet in sheets(facts):
        if aside(sheet.code):
            continue
        yield from _ordered(sheet)
        for command in sheet.commands:
            found = _program(command)
            if found is not None:
                yield DETECTOR.sight_call(
                    command.call,
                    "starts a remote-access program or tunnel without asking",
                    settled(sheet.code, found),
                )


def _ordered(sheet: Sheet) -> Iterator[Sighting]:
    """Yield one sighting where what came over the network is run and its output goes back."""
    order = next(
        (call for call in sheet.code.calls if call.sink in _RUNS and call.receives(Source.REMOTE_CONTENT)),
        None,
    )
    bot = any(name.startswith(_BOTS) for name in sheet.code.imports)
    if order is None and bot:
        order = next((command.call for command in sheet.commands if not command.text.strip("{} ")), None)
    if order is None:
        return
    answer = next((call for call in sheet.outgoing if call.receives(Source.PROCESS_OUTPUT)), None)
    if answer is None:
        return
    strange = unasked(order.moment) or order.location.layer > 0 or bot or _mailbox(sheet) or _raw(sheet)
    yield DETECTOR.sight_call(
        order,
        "runs orders that come over the network and sends back their output",
        settled(sheet.code, raised(Confidence.MEDIUM, when=strange)),
    )


def _mailbox(sheet: Sheet) -> bool:
    """Return whether the member names a service to which anybody can send."""
    return any(services_in(text.value, *MAILBOXES) for text in sheet.texts("://"))


def _raw(sheet: Sheet) -> bool:
    """Return whether a network call names a raw address that is somebody else's."""
    return any(end.away and end.address for call in sheet.outgoing for end in endpoints_of(call.values))


def _program(command: Command) -> Confidence | None:
    """Return how sure it is that `command` starts a remote-access program unasked, or None if it does not."""
    text = command.text[:4000]
    if not (_PROGRAMS.search(text) and _SILENTLY.search(text)):
        return None
    strange = unasked(command.call.moment) or command.call.location.layer > 0
    return Confidence.HIGH if strange else Confidence.LOW


DETECTOR = Detector(
    id="remote-access-tool",
    title="Remote control",
    severity=Severity.CRITICAL,
    techniques=(Technique.REMOTE_ACCESS, Technique.BIDIRECTIONAL_WEB_SERVICE),
    examine=examine,
    doc=__doc__,
)
