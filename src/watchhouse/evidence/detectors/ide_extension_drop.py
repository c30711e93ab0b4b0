"""
An extension put into the user's editor or browser.

Looks at: commands that install an extension from a file or address; files written to the folders of extensions; browser
policies that force an extension; editor tasks that run when a folder is opened.
Does not look at: extensions that the package only carries as data.
Known honest users: language servers and notebooks install their own editor extension when called; browser automation
loads an extension into a profile of its own.
"""

import re
from collections.abc import Iterator

from watchhouse.evidence.detector import Detector
from watchhouse.evidence.facts.code import Call
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.views.circumstances import settled, unasked
from watchhouse.evidence.views.sheets import Sheet, sheets
from watchhouse.model.evidence import Confidence, Severity, Sighting
from watchhouse.model.technique import Technique

_INSTALLS = re.compile(
    r"\b(?:code|codium|cursor|windsurf|code-insiders)(?:\.cmd|\.exe)?\b[^\n]{0,60}--install-extension\b"
)
_FOLDERS = (
    ".vscode/extensions", ".vscode-server/extensions", ".cursor/extensions", ".windsurf/extensions",
    "user data/default/extensions", "/firefox/distribution/extensions", "/external extensions",
)  # fmt: skip
_POLICIES = ("extensioninstallforcelist", "extensionsettings\\*", "extensions\\install")
_ON_OPEN = ("folderopen", ".vscode/tasks.json")


def examine(facts: PackageFacts) -> Iterator[Sighting]:
    """Yield sightings of extensions that are installed, dropped or forced."""
    for sheet in sheets(facts):
        for command in sheet.commands:
            if "--install-extension" in command.text and _INSTALLS.search(command.text[:4000]):
                yield DETECTOR.sight_call(
                    command.call,
                    "installs an extension into the user's editor",
                    settled(sheet.code, _confidence(command.call)),
                )
        yield from _dropped(sheet)
        yield from _forced(sheet)


def _dropped(sheet: Sheet) -> Iterator[Sighting]:
    """Yield one sighting where a file is written to a folder of extensions, or runs when a folder is opened."""
    for write in sheet.writes:
        call = write.call
        if any(folder in write.text for folder in _FOLDERS):
            yield DETECTOR.sight_call(
                call,
                "puts files into the folder of an editor's or browser's extensions",
                settled(sheet.code, _confidence(call)),
            )
            return
        if write.text.endswith(_ON_OPEN[1]) and sheet.says(_ON_OPEN[0]):
            yield DETECTOR.sight_call(
                call,
                "writes an editor task that runs when a folder is opened",
                settled(sheet.code, _confidence(call)),
            )
            return


def _forced(sheet: Sheet) -> Iterator[Sighting]:
    """Yield one sighting where a browser policy forces an extension."""
    for text in sheet.texts(*_POLICIES):
        able = bool(sheet.commands) or any(name.startswith("winreg.") for name in sheet.named)
        if able:
            yield DETECTOR.sight(
                "forces an extension on the browser by policy",
                settled(sheet.code, Confidence.HIGH if unasked(text.moment) else Confidence.MEDIUM),
                text.location,
                moment=text.moment,
                excerpt=text.value,
            )
            return


def _confidence(call: Call) -> Confidence:
    """Return HIGH for what nobody asked for, MEDIUM for what is hidden, LOW for what is called."""
    if unasked(call.moment):
        return Confidence.HIGH
    return Confidence.MEDIUM if call.location.layer > 0 or call.decoded else Confidence.LOW


DETECTOR = Detector(
    id="ide-extension-drop",
    title="Extension put into editor or browser",
    severity=Severity.HIGH,
    techniques=(Technique.IDE_EXTENSIONS, Technique.BROWSER_EXTENSIONS),
    examine=examine,
    doc=__doc__,
)
