"""
The user's files or disks destroyed.

Looks at: the deletion of a root, home or system folder; commands that delete, format or overwrite disks; walks
over such a folder that delete or empty what they find; restore points deleted; fork bombs.
Does not look at: deletion below a temporary folder or one that the caller names.
Known honest users: disk imaging tools format what they are told to, when called.
"""

import re
from collections.abc import Iterator

from watchhouse.evidence.detector import Detector
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.values import Sink, Source, Value
from watchhouse.evidence.views.circumstances import raised, settled, unasked
from watchhouse.evidence.views.sheets import Sheet, sheets
from watchhouse.model.evidence import Confidence, Severity, Sighting
from watchhouse.model.technique import Technique

_ROOTS = frozenset(
    {
        "/", "/*", "~", "~/", "~/*", "/home", "/home/*", "/users", "/root", "/etc", "/usr", "/var",
        "/boot", "c:", "c:\\", "c:/", "c:\\*", "c:\\users", "c:\\windows", "c:\\windows\\system32", "d:\\",
        "$home", "$home/*", "%home%", "%homepath%", "%userprofile%", "%systemdrive%\\",
    }
)  # fmt: skip
_COMMANDS = re.compile(
    r"\brm\s+(?:-\S{1,30}\s+){0,6}(?:-\w{0,12}r\w{0,12}|--recursive|--no-preserve-root)\s+(?:-\S{1,30}\s+){0,6}[\"']?(?:/|/\*|~/?\*?"
    r"|\$home/?\*?|/home|/\{home,)(?:[\"'\s;&|]|$)"
    r"|--no-preserve-root|\b(?:del|erase)\s+(?:/\w\s+){0,6}/s\b[^\n]{0,20}(?:[c-z]:\\|%userprofile%"
    r"|%systemdrive%)"
    r"|\b(?:rd|rmdir)\s+(?:/\w\s+){0,6}/s\b[^\n]{0,20}(?:[c-z]:\\(?:\s|\"|$|users|windows)|%userprofile%"
    r"|%systemdrive%)"
    r"|\bformat(?:\.com)?\s+[a-z]:|format-volume\b|clear-disk\b|\bdd\b[^\n]{0,60}of=/dev/(?:sd|nvme|hd|vd"
    r"|disk|mmcblk)"
    r"|\bmkfs(?:\.\w+)?\s+(?:-\S{1,30}\s+){0,6}/dev/|\bshred\b[^\n]{0,60}(?:/dev/(?:sd|nvme)|\s~|\s/home)"
    r"|cipher(?:\.exe)?\s+/w:"
    r"|:\(\)\s*\{\s*:\s*\|\s*:\s*&\s*\}|remove-item\b[^\n]{0,60}-recurse[^\n]{0,60}(?:[c-z]:\\(?:\s|\"|'|$|\*"
    r"|users)|\$env:userprofile)"
    r"|find\s+(?:/|~|\$home)\s[^\n]{0,80}(?:-delete|-exec\s+(?:rm|shred))"
)
_WORDS = (
    "rm ", "--no-preserve", "del ", "erase", "rd ", "rmdir", "format", "clear-disk", "dd ", "mkfs",
    "shred", "cipher", ":()", "remove-item", "find ",
)  # fmt: skip
_RESTORE = re.compile(
    r"vssadmin(?:\.exe)? delete shadows|wmic(?:\.exe)? shadowcopy delete|wbadmin(?:\.exe)? delete"
    r"|bcdedit\b[^\n]{0,60}recoveryenabled"
)
_DISKS = ("//./physicaldrive", "/dev/sda", "/dev/nvme0n1")
_WALKS = (
    "os.walk",
    "glob.glob",
    "glob.iglob",
    "pathlib.Path.home().rglob",
    "pathlib.Path().rglob",
    "os.listdir",
)


def examine(facts: PackageFacts) -> Iterator[Sighting]:
    """Yield sightings of the destruction of what is not the package's own."""
    for sheet in sheets(facts):
        for command in sheet.commands:
            text = command.text[:4000]
            destroys = any(word in text for word in _WORDS) and _COMMANDS.search(text)
            if destroys or _RESTORE.search(text):
                strange = unasked(command.call.moment) or command.call.location.layer > 0
                yield DETECTOR.sight_call(
                    command.call,
                    "runs a command that destroys files or disks"
                    if destroys
                    else "deletes the machine's restore points",
                    settled(sheet.code, raised(Confidence.MEDIUM, when=strange)),
                )
        yield from _deleted(sheet)
        yield from _walked(sheet)


def _deleted(sheet: Sheet) -> Iterator[Sighting]:
    """Yield one sighting for each call that deletes a root or overwrites a disk."""
    for call in sheet.code.calls:
        place = call.argument(0, "path")
        if call.sink is Sink.DELETION and (_is_root(place) or _is_root(call.receiver)):
            yield DETECTOR.sight_call(
                call,
                "deletes a whole home, system or root folder",
                settled(sheet.code, raised(Confidence.MEDIUM, when=unasked(call.moment))),
            )
    for write in sheet.writes:
        if write.text.startswith(_DISKS):
            yield DETECTOR.sight_call(
                write.call,
                "writes to a disk past its file system",
                settled(sheet.code, raised(Confidence.MEDIUM, when=unasked(write.call.moment))),
            )


def _walked(sheet: Sheet) -> Iterator[Sighting]:
    """Yield one sighting where a walk over a root deletes or empties what it finds."""
    roots = {
        call.function: call
        for call in sheet.calls(_WALKS)
        if _is_root(call.argument(0)) or "home()" in call.name
    }
    if not roots:
        return
    emptied = [write.call for write in sheet.writes if write.place.has(Source.LOCAL_FILE)]
    deleted = [call for call in sheet.code.calls if call.sink is Sink.DELETION]
    for call in (*deleted, *emptied):
        if call.function in roots:
            yield DETECTOR.sight_call(
                call,
                "deletes or empties the files of a whole home, system or root folder",
                settled(sheet.code, raised(Confidence.MEDIUM, when=unasked(call.moment))),
            )
            return


def _is_root(value: Value) -> bool:
    """Return whether `value` is a folder that nobody deletes as a whole."""
    return _text(value).rstrip() in _ROOTS


def _text(value: Value) -> str:
    """Return the text of a path in lower case."""
    return value.text.lower()[:300]


DETECTOR = Detector(
    id="wiper",
    title="Files or disks destroyed",
    severity=Severity.CRITICAL,
    techniques=(Technique.DATA_DESTRUCTION,),
    examine=examine,
    doc=__doc__,
)
