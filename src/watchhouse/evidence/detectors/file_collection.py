"""
The user's files gathered and sent.

Looks at: folders of the user walked through, with what is found on its way to the network or into an archive; lists
of document types and of words such as "wallet" and "seed" by which files are picked.
Does not look at: files of known names (see the theft detectors).
Known honest users: backup and upload tools walk the folder that their caller names, when called.
"""

import re
from collections.abc import Iterator

from watchhouse.evidence.detector import Detector
from watchhouse.evidence.facts.code import Call
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.values import Source
from watchhouse.evidence.views.arguments import said
from watchhouse.evidence.views.circumstances import aside, raised, settled, unasked
from watchhouse.evidence.views.sheets import Sheet, sheets
from watchhouse.evidence.views.theft import COLLECTORS, flows
from watchhouse.model.evidence import Confidence, Severity, Sighting
from watchhouse.model.technique import Technique

_WALKS = (
    "os.walk", "os.listdir", "os.scandir", "glob.glob", "glob.iglob", "pathlib.Path().glob",
    "pathlib.Path().rglob", "pathlib.Path.home().rglob", "pathlib.Path.home().glob", "?.rglob", "?.glob",
    "?.iterdir",
)  # fmt: skip
_FOLDERS = frozenset(
    {"desktop", "documents", "downloads", "pictures", "onedrive", "dropbox", "icloud", "videos"}
)
_DOCUMENTS = frozenset(
    {
        ".doc", ".docx", ".xls", ".xlsx", ".ppt", ".pptx", ".pdf", ".rtf", ".odt", ".kdbx", ".key", ".pem",
        ".ppk", ".wallet", ".txt", ".csv", ".jpg", ".png", ".sqlite", ".db", ".env", ".ovpn", ".rdp",
        ".pst", ".ost", ".p12", ".pfx", ".json", ".zip", ".rar", ".7z", ".bak", ".sql",
    }
)  # fmt: skip
_WORDS = frozenset(
    {
        "passw", "password", "passwords", "passwd", "wallet", "seed", "mnemonic", "metamask", "secret",
        "2fa", "recovery", "mdp", "motdepasse", "mot_de_passe", "login", "backup", "bank", "paypal",
        "crypto", "bitcoin", "private key", "exodus", "ledger", "trezor", "keys", "phrase", "code",
        "credential", "token", "btc", "eth",
    }
)  # fmt: skip
_MANY_TYPES = 5
_MANY_WORDS = 4
_PART = re.compile(r"[/\\]")
_LONGEST = 200


def examine(facts: PackageFacts) -> Iterator[Sighting]:
    """Yield one sighting for each member that walks through the user's folders and sends what it finds."""
    for sheet in sheets(facts):
        walk = next(sheet.calls(_WALKS), None)
        if walk is None or not sheet.outgoing or aside(sheet.code):
            continue
        yield from _gathered(sheet, walk)


def _gathered(sheet: Sheet, walk: Call) -> Iterator[Sighting]:
    """Yield one sighting if what the member walks through is the user's, or is picked as a thief would."""
    types, words, folders = _picks(sheet)
    picky = types >= _MANY_TYPES or words >= _MANY_WORDS
    personal = folders >= 2 or (folders > 0 and picky)
    home = _home(sheet)
    sent = next((call for call, _ in flows(sheet, Source.LOCAL_FILE)), None)
    if not (personal or home) or not (sent or sheet.any_call(COLLECTORS)):
        return
    confidence = raised(Confidence.LOW, when=personal and (picky or sent is not None))
    confidence = raised(confidence, when=(sent is not None and personal) or (home and picky))
    if not unasked((sent or walk).moment) and not picky:
        confidence = min(confidence, Confidence.MEDIUM)
    yield DETECTOR.sight_call(
        sent or walk,
        "gathers the user's files and sends them to another host"
        if sent
        else "gathers the user's files and speaks to the network",
        settled(sheet.code, confidence),
        attributes=(("file types", str(types)), ("search words", str(words)), ("folders", str(folders))),
    )


def _picks(sheet: Sheet) -> tuple[int, int, int]:
    """Return how many document types, search words and personal folders the member names."""
    types: set[str] = set()
    words: set[str] = set()
    folders: set[str] = set()
    for text in sheet.code.texts:
        if len(text.value) > _LONGEST:
            continue
        lowered = text.value.lower()
        types.add(lowered.lstrip("*"))
        words.add(lowered)
        folders.update(_PART.split(lowered))
    for call in sheet.calls(_WALKS):
        folders.update(_PART.split(said(call).lower()[:_LONGEST]))
    return len(types & _DOCUMENTS), len(words & _WORDS), len(folders & _FOLDERS)


def _home(sheet: Sheet) -> bool:
    """Return whether a walk begins at the user's home folder or at a whole disk."""
    for call in sheet.calls(_WALKS):
        place = call.argument(0)
        if "home" in place.name or "expanduser" in place.name or call.name.startswith("pathlib.Path.home()"):
            return True
        if place.text.strip() in {"/", "C:\\", "C:/", "~", "/home", "/Users", "C:\\Users", "/root"}:
            return True
    return False


DETECTOR = Detector(
    id="file-collection",
    title="User's files gathered",
    severity=Severity.HIGH,
    techniques=(Technique.LOCAL_DATA, Technique.EXFILTRATION_C2),
    examine=examine,
    doc=__doc__,
)
