"""
The user's files encrypted for ransom.

Looks at: walks over folders, encryption and rewriting or renaming of what is found, in one member, more surely with
the words of a ransom note, the suffix of an encrypted file or the deletion of restore points.
Does not look at: encryption of data that the caller hands over.
Known honest users: encrypted backup tools and file vaults walk and encrypt when called.
"""

from collections.abc import Iterator

from watchhouse.evidence.detector import Detector
from watchhouse.evidence.facts.code import Call
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.values import Sink
from watchhouse.evidence.views.circumstances import aside, settled, unasked
from watchhouse.evidence.views.sheets import Sheet, sheets
from watchhouse.model.evidence import Confidence, Severity, Sighting
from watchhouse.model.technique import Technique

_WALKS = (
    "os.walk", "glob.glob", "glob.iglob", "os.listdir", "os.scandir", "pathlib.Path().rglob",
    "pathlib.Path.home().rglob", "pathlib.Path().glob", "?.rglob", "?.glob",
)  # fmt: skip
_CIPHERS = (
    "Fernet().encrypt", "AES.new().encrypt", "AES.new().encrypt_and_digest", "ChaCha20.new().encrypt",
    ".encryptor", "SecretBox().encrypt", "AESGCM().encrypt", "pyAesCrypt.encryptFile",
    "pyaescrypt.encryptFile", "?.encrypt", "?.encrypt_and_digest",
)  # fmt: skip
_NOTE = (
    "files have been encrypted", "files are encrypted", "your files", "recover your files",
    "decryption key", "pay the ransom", "to decrypt", "send bitcoin", "bitcoin to", "btc to", "monero to",
    "readme_decrypt", "how_to_decrypt", "ransom",
)  # fmt: skip
_SUFFIXES = (".locked", ".encrypted", ".crypted", ".crypt", ".enc", ".ransom", ".wncry", ".pay")
_SHADOWS = ("vssadmin", "shadowcopy", "wbadmin")
_NOTE_WORDS = 2


def examine(facts: PackageFacts) -> Iterator[Sighting]:
    """Yield one sighting for each member that walks, encrypts and rewrites."""
    for sheet in sheets(facts):
        if aside(sheet.code):
            continue
        cipher = _cipher(sheet)
        walk = next(sheet.calls(_WALKS), None)
        if cipher is None or walk is None or not _rewrites(sheet):
            continue
        note = sum(word in sheet.words for word in _NOTE) >= _NOTE_WORDS
        suffix = any(text.value.lower() in _SUFFIXES for text in sheet.code.texts)
        shadows = any(word in command.text for command in sheet.commands for word in _SHADOWS)
        signs = (note, suffix, shadows, unasked(cipher.moment)).count(True)
        if signs == 0:
            continue
        certain = note or shadows or (suffix and unasked(cipher.moment))
        yield DETECTOR.sight_call(
            cipher,
            "walks through folders and encrypts the files it finds"
            + (", with a ransom note" if note else ""),
            settled(sheet.code, Confidence.HIGH if certain else Confidence.LOW),
        )


def _cipher(sheet: Sheet) -> Call | None:
    """Return the first call that encrypts."""
    for name, calls in sheet.named.items():
        if name.endswith(_CIPHERS):
            return calls[0]
    return None


def _rewrites(sheet: Sheet) -> bool:
    """Return whether the member writes or renames files."""
    return bool(sheet.writes) or any(call.sink is Sink.DELETION for call in sheet.code.calls)


DETECTOR = Detector(
    id="ransomware",
    title="Files encrypted for ransom",
    severity=Severity.CRITICAL,
    techniques=(Technique.DATA_ENCRYPTED,),
    examine=examine,
    doc=__doc__,
)
