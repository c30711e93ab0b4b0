"""
A build file that runs commands in the projects of others.

MSBuild reads what a NuGet package puts under `build/` into every project that refers to it, and runs its targets with
each build. npm builds `binding.gyp` of every package that has one and names no install script; GYP runs the commands in
it while it reads the file.

Looks at: commands, downloads and inline tasks of `.props` and `.targets` files, and commands in `binding.gyp`.
Does not look at: assemblies with tasks (see `telling-binary`); what the commands do (see `download-exec` and others).
Known honest users: code generators and linters start their tools (LOW); native modules ask node for include folders
(not seen).
"""

import re
from collections.abc import Iterator

from watchhouse.evidence.detector import Detector
from watchhouse.evidence.facts.carriers.build_files import GYP, MSBUILD
from watchhouse.evidence.facts.code import Call
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.model.evidence import Confidence, Severity, Sighting
from watchhouse.model.technique import Technique

_ORDINARY = re.compile(
    r"\s*(?:node\s+(?:-p|-e|-pe|--print|--eval)\s+[\"']?(?:process\.stdout\.write\()?require\([\"'][\w@./-]{1,80}[\"']\)[\w.\[\]\"']{0,80}\)?[\"']?;?"
    r"|(?:pkg-config|uname|llvm-config|sw_vers|xcrun|ldd|python3?\s+[\w./-]{1,80}\.py)\b[^;&|`$]{0,400}"
    r"|node\s+[\w./-]{1,120}(?:\s[\w./=-]{1,80}){0,4})\s*"
)
"""What native modules ask while they are built."""
_FETCHES = re.compile(
    r"\b(?:curl|wget|certutil|bitsadmin|mshta|regsvr32|invoke-webrequest|iwr|irm|downloadfile|downloadstring|webclient)\b"
    r"|-e(?:nc|ncodedcommand)?\s+[A-Za-z0-9+/=]{40}|-w(?:indowstyle)?\s+hidden|/dev/tcp|\bbase64\s+-d|\bnc\s+-",
    re.IGNORECASE,
)
_ACTS = re.compile(
    r"Process\s*\.\s*Start|WebClient|HttpClient|DownloadFile|DownloadData|DownloadString|Assembly\s*\.\s*Load"
    r"|DllImport|FromBase64String|GetEnvironmentVariables\s*\(|Registry(?:Key)?\b|TcpClient"
)


def examine(facts: PackageFacts) -> Iterator[Sighting]:
    """Yield one sighting for each command, download and inline task of a build file."""
    for code in facts.code:
        if code.language not in {MSBUILD, GYP}:
            continue
        for call in code.calls:
            found = _judge(call)
            if found is not None:
                yield DETECTOR.sight_call(call, *found)


def _judge(call: Call) -> tuple[str, Confidence] | None:  # noqa: PLR0911 -- one return for each case
    text = call.arguments[0].text[:4000] if call.arguments else ""
    match call.name:
        case "gyp.command":
            if _FETCHES.search(text):
                return "fetches or decodes something while the package is installed", Confidence.HIGH
            return (
                None
                if _ORDINARY.fullmatch(text)
                else ("runs a command while the package is installed", Confidence.LOW)
            )
        case "msbuild.Exec":
            if _FETCHES.search(text):
                return "fetches or hides something in the builds of others", Confidence.HIGH
            return "runs a command in the builds of others", Confidence.LOW
        case "msbuild.DownloadFile":
            return "downloads a file in the builds of others", Confidence.MEDIUM
        case "msbuild.Code":
            acts = _ACTS.search(text) is not None
            return "compiles code into the builds of others", Confidence.MEDIUM if acts else Confidence.LOW
        case _:
            return None


DETECTOR = Detector(
    id="build-command",
    title="Command run in the builds of others",
    severity=Severity.HIGH,
    techniques=(Technique.INSTALLER_PACKAGES, Technique.WINDOWS_SHELL),
    examine=examine,
    doc=__doc__,
)
