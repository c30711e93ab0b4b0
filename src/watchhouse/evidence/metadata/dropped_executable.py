"""
A program lying in a package that needs none.

A pure Python or JavaScript package that carries an executable, a shortcut, a screen saver or a script of another
system's shell brings its payload along. A program under another file type's name is hidden on purpose.

Looks at: each member's first bytes and its file type.
Does not look at: extension modules and shared libraries under their own names; what the program does.
Known honest users: tools published as wheels for one platform, launchers of installers, `make.bat` of documentation,
test data of tools that read executables.
"""

from collections.abc import Iterator
from posixpath import splitext

from watchhouse.evidence.detector import Detector
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.model.artifact import Member
from watchhouse.model.evidence import Confidence, Location, Severity, Sighting
from watchhouse.model.technique import Technique

_MACH_O = (b"\xfe\xed\xfa\xce", b"\xfe\xed\xfa\xcf", b"\xce\xfa\xed\xfe", b"\xcf\xfa\xed\xfe")
_PE_OFFSET = 0x3C
_PE_HEADER_LIMIT = 1 << 16

_LIBRARY = frozenset({".so", ".pyd", ".dll", ".dylib", ".o", ".a", ".lib", ".node", ".obj"})
_PROGRAM = frozenset({".exe", ".com", ".bin", ".elf", ".out", ""})
_LURE = frozenset(
    {".scr", ".lnk", ".vbs", ".vbe", ".hta", ".wsf", ".jse", ".pif", ".cpl", ".msi", ".apk", ".jar"}
)
_SHELL = frozenset({".bat", ".cmd", ".ps1"})
_LAUNCHERS = frozenset(
    {
        "t32.exe",
        "t64.exe",
        "t64-arm.exe",
        "w32.exe",
        "w64.exe",
        "w64-arm.exe",
        "cli.exe",
        "cli-32.exe",
        "cli-64.exe",
    }
    | {
        "cli-arm64.exe",
        "cli-arm-32.exe",
        "gui.exe",
        "gui-32.exe",
        "gui-64.exe",
        "gui-arm64.exe",
        "gui-arm-32.exe",
    }
    | {
        f"wininst-{kind}.exe"
        for kind in ("6.0", "7.1", "8.0", "9.0", "9.0-amd64", "10.0", "10.0-amd64", "14.0")
    }
)
"""Launchers that distlib, setuptools and distutils ship."""
_LAUNCHER_FOLDERS = ("distlib/", "setuptools/", "distutils/", "scripts/")
_ASIDE = ("test/", "tests/", "testing/", "doc/", "docs/", "example/", "examples/", "testdata/", "fixtures/")
_HONEST_SHELL = frozenset(
    {"make.bat", "build.bat", "activate.bat", "deactivate.bat", "activate.ps1", "gradlew.bat"}
)
_MOST = 20
_DISGUISED = "carries a program under another file type's name"


def examine(facts: PackageFacts) -> Iterator[Sighting]:
    """Yield one sighting for each program, at most 20."""
    extensions = {binary.path for binary in facts.binaries if binary.is_extension}
    pure = not extensions and not _is_for_one_platform(facts.ref.file)
    told = 0
    for member in facts.tree.members:
        if told == _MOST:
            return
        if member.path in extensions or "!/" in member.path:
            continue
        found = _judge(member, pure=pure)
        # What a known program is called is still this package's doing.
        if found is not None and (not facts.is_known(member) or found[0] == _DISGUISED):
            told += 1
            claim, confidence = found
            yield DETECTOR.sight(
                claim,
                confidence,
                Location(path=member.path),
                attributes=(
                    ("format", _format(member.content) or _type(member)[1:]),
                    ("sha256", member.sha256),
                ),
            )


def _judge(member: Member, *, pure: bool) -> tuple[str, Confidence] | None:
    kind = _type(member)
    if _format(member.content):
        return _judge_program(member, kind, aside=_aside(member), pure=pure)
    if kind in _LURE and member.content:
        return (
            "carries a file that a desktop runs when it is opened",
            Confidence.LOW if _aside(member) else Confidence.MEDIUM,
        )
    if kind in _SHELL and not _aside(member) and member.name.lower() not in _HONEST_SHELL:
        return "carries a script for the Windows shell", Confidence.LOW
    return None


def _judge_program(member: Member, kind: str, *, aside: bool, pure: bool) -> tuple[str, Confidence] | None:
    if kind in _LIBRARY or ".so." in member.name:
        return None
    if kind not in _PROGRAM:
        return (
            _DISGUISED,
            Confidence.LOW if aside else Confidence.HIGH,
        )
    if member.name.lower() in _LAUNCHERS and any(
        folder in member.path.lower() for folder in _LAUNCHER_FOLDERS
    ):
        return None
    return "carries a program", Confidence.LOW if aside or not pure else Confidence.MEDIUM


def _aside(member: Member) -> bool:
    path = f"/{member.path.lower()}"
    return any(f"/{folder}" in path for folder in _ASIDE)


def _type(member: Member) -> str:
    return splitext(member.name.lower())[1]


def _format(content: bytes) -> str:
    """Return what kind of program the bytes start as; empty if none."""
    if content.startswith(b"\x7fELF"):
        return "ELF"
    if content.startswith(_MACH_O):
        return "Mach-O"
    if content.startswith(b"MZ"):
        offset = int.from_bytes(content[_PE_OFFSET : _PE_OFFSET + 4], "little")
        if offset < _PE_HEADER_LIMIT and content[offset : offset + 4] == b"PE\0\0":
            return "PE"
    return ""


def _is_for_one_platform(file: str) -> bool:
    return file.endswith(".whl") and not file.endswith("-any.whl")


DETECTOR = Detector(
    id="dropped-executable",
    title="Program in a package that needs none",
    severity=Severity.MEDIUM,
    techniques=(Technique.MALICIOUS_LIBRARY,),
    examine=examine,
    doc=__doc__,
)
