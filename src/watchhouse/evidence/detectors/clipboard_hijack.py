"""
The clipboard read, or a copied wallet address replaced.

A clipper waits for something shaped like an address and puts the thief's in its place; the victim pastes it into a
payment.

Looks at: reading and writing the clipboard beside an expression for addresses or a constant address; clipboard
content on its way to the network.
Does not look at: code that only writes the clipboard.
Known honest users: pyperclip and its callers; password managers clear the clipboard after a while.
"""

from collections.abc import Iterator

from watchhouse.evidence.detector import Detector
from watchhouse.evidence.facts.code import Call, Text
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.knowledge.addresses import is_address, searches_addresses
from watchhouse.evidence.values import Sink, Source
from watchhouse.evidence.views.circumstances import raised, settled, unasked
from watchhouse.evidence.views.sheets import Sheet, sheets
from watchhouse.evidence.views.theft import flows
from watchhouse.model.evidence import Confidence, Severity, Sighting
from watchhouse.model.technique import Technique

_READS = (
    "paste",
    "getclipboarddata",
    "clipboard_get",
    "waitfornewpaste",
    "get-clipboard",
    "pbpaste",
    "gettext",
)
_WRITES = ("setclipboarddata", "setclipboardtext", "clipboard_append", "set-clipboard", "pbcopy", "clip")
_COMMANDS_READ = (
    "xclip -o",
    "xclip -selection clipboard -o",
    "pbpaste",
    "get-clipboard",
    "wl-paste",
    "xsel -b -o",
)
_COMMANDS_WRITE = ("xclip -selection", "pbcopy", "set-clipboard", "wl-copy", "| clip", "xsel -b -i")
_LIBRARIES = (
    "pyperclip",
    "clipboard",
    "win32clipboard",
    "tkinter",
    "ctypes",
    "?",
    "pandas",
    "gtk",
    "pyqt",
    "pyside",
)


def examine(facts: PackageFacts) -> Iterator[Sighting]:
    """Yield sightings of a clipboard that is watched, sent or rewritten."""
    for sheet in sheets(facts):
        for call, _ in flows(sheet, Source.CLIPBOARD):
            confidence = raised(Confidence.MEDIUM, when=unasked(call.moment) or call.location.layer > 0)
            yield DETECTOR.sight_call(
                call, "sends the clipboard's content to another host", settled(sheet.code, confidence)
            )
        write = _write(sheet)
        if write is None or not _reads(sheet):
            continue
        shape = _shape(sheet)
        if shape is not None:
            yield DETECTOR.sight_call(
                write,
                "reads the clipboard, knows the shape of wallet addresses and writes the clipboard",
                settled(sheet.code, Confidence.HIGH),
                attributes=(("shape", shape.value[:100]),),
            )


def _write(sheet: Sheet) -> Call | None:
    """Return the first call that writes the clipboard."""
    for name, calls in sheet.named.items():
        if calls[0].sink is Sink.CLIPBOARD or name.rpartition(".")[2].lower() in _WRITES:
            return calls[0]
    for command in sheet.commands:
        if any(word in command.text for word in _COMMANDS_WRITE):
            return command.call
    return None


def _reads(sheet: Sheet) -> bool:
    """Return whether a call reads the clipboard."""
    return any(
        name.rpartition(".")[2].lower() in _READS and name.lower().startswith(_LIBRARIES)
        for name in sheet.named
    ) or any(word in command.text for command in sheet.commands for word in _COMMANDS_READ)


def _shape(sheet: Sheet) -> Text | None:
    """Return the first text that is an address or an expression for addresses."""
    return next(
        (text for text in sheet.code.texts if is_address(text.value) or searches_addresses(text.value)), None
    )


DETECTOR = Detector(
    id="clipboard-hijack",
    title="Clipboard watched or rewritten",
    severity=Severity.HIGH,
    techniques=(Technique.CLIPBOARD, Technique.DATA_MANIPULATION),
    examine=examine,
    doc=__doc__,
)
