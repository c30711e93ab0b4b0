"""
Stored credentials that are read and sent away.

Tokens and passwords lie in files of known names: `.netrc`, `.git-credentials`, Docker's and Kubernetes'
configuration, package-registry settings, password managers, shell histories.

Looks at: data of such files that reaches the network; commands that dump a credential store; dialogs that
ask for the user's password; members that name many such files and speak to the network.
Does not look at: browsers, wallets, SSH keys, cloud and chat tokens, which have detectors of their own.
Known honest users: clients of one service that read that service's own file; secret scanners; dotfile managers.
"""

import re
from collections.abc import Iterator

from watchhouse.evidence.detector import Detector
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.values import Source
from watchhouse.evidence.views.circumstances import raised, settled, unasked
from watchhouse.evidence.views.sheets import sheets
from watchhouse.evidence.views.theft import sight_theft
from watchhouse.model.evidence import Confidence, Severity, Sighting
from watchhouse.model.technique import Technique

_DUMPS = re.compile(
    r"mimikatz|sekurlsa::|secretsdump|lazagne|(?:procdump|comsvcs)[^\n]{0,80}lsass|lsass\.dmp"
    r"|reg(?:\.exe)? save hklm.(?:sam|security|system)|security (?:dump-keychain|export)|vaultcmd /listcreds"
)
"""Commands that have no other use than to take credentials."""

_ASKS = re.compile(
    r"security (?:find-(?:generic|internet)-password|unlock-keychain)|cmdkey /list|git credential fill"
    r"|gh auth token"
    r"|gcloud auth print-access-token|op item get|bw list items|pass show"
)
"""Commands that an honest tool may run for its own entry."""


def examine(facts: PackageFacts) -> Iterator[Sighting]:
    """Yield sightings of credential files on their way out, and of commands and dialogs that get at them."""
    yield from sight_theft(
        DETECTOR, facts, Source.CREDENTIAL_FILE, what="credential files", plain=Confidence.MEDIUM
    )
    for sheet in sheets(facts):
        for command in sheet.commands:
            if _DUMPS.search(command.text):
                confidence, claim = Confidence.HIGH, "dumps the machine's stored credentials"
            elif "display dialog" in command.text and "hidden answer" in command.text:
                confidence, claim = Confidence.HIGH, "asks for the user's password in a dialog of its own"
            elif _ASKS.search(command.text):
                unasked_and_online = unasked(command.call.moment) and bool(sheet.outgoing)
                confidence = raised(Confidence.LOW, when=unasked_and_online)
                claim = "asks a credential store for a password"
            else:
                continue
            yield DETECTOR.sight_call(command.call, claim, settled(sheet.code, confidence))


DETECTOR = Detector(
    id="credential-theft",
    title="Stored credentials taken",
    severity=Severity.CRITICAL,
    techniques=(Technique.CREDENTIALS_IN_FILES, Technique.PASSWORD_MANAGERS),
    examine=examine,
    doc=__doc__,
)
