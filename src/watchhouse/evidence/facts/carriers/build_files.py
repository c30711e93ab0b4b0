"""Build files that run commands unasked: MSBuild's of a nupkg, and `binding.gyp` of an npm package."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final
from xml.parsers import expat

from watchhouse.evidence.facts.code import Call, CodeFacts, Zone
from watchhouse.evidence.facts.scripts.read import read_script
from watchhouse.evidence.facts.scripts.recognise import script_text
from watchhouse.evidence.facts.zones import inner_path
from watchhouse.evidence.values import Sink, Value
from watchhouse.model.artifact import ArtifactKind, Member, MemberPath
from watchhouse.model.evidence import Gap, GapReason, Location, Moment

MSBUILD: Final = "msbuild"
GYP: Final = "gyp"
LARGEST: Final = 1 << 20
MOST: Final = 200
"""Commands of one file."""
DEEPEST: Final = 60

_PROPERTY = re.compile(r"[$@%]\(([A-Za-z_][\w.]{0,60})\)")
_OWN_FOLDER: Final = ("MSBuildThisFileDirectory", "MSBuildProjectDirectory")
_WINDOWS = re.compile(
    r"(?i)\b(?:cmd|powershell|pwsh|start|reg|certutil|mshta|bitsadmin|rundll32|xcopy|schtasks)(?:\.exe)?\s|%\w+%"
)
_EXPANSION = re.compile(r"<!@?\(((?:[^()\\]|\\.|\([^()]{0,400}\)){1,4000})\)")
"""`<!(command)` and `<!@(command)`, which GYP runs while it reads the file (one bracket deep inside)."""
_ACTION = re.compile(r"['\"]action['\"]\s*:\s*\[([^\]]{1,4000})\]")
_WORD = re.compile(r"'((?:[^'\\]|\\.){0,2000})'|\"((?:[^\"\\]|\\.){0,2000})\"")


def is_build_file(path: str, kind: ArtifactKind, *, npm: bool = False) -> bool:
    """
    Return whether a build tool reads the member at `path` unasked.

    >>> is_build_file("build/net8.0/A.targets", ArtifactKind.NUPKG)
    True
    >>> is_build_file("package/binding.gyp", ArtifactKind.NPM_TARBALL, npm=True)
    True
    """
    lowered = path.lower()
    if lowered.endswith((".props", ".targets")):
        # `build`, `buildTransitive`, `buildMultiTargeting` of a nupkg, and what they import.
        return not npm and "!/" not in path and lowered.startswith(("build", "tools/"))
    return npm and lowered.endswith("binding.gyp") and inner_path(path, kind) == "binding.gyp"


def read_build_file(member: Member) -> CodeFacts:
    """Return what a build file runs: while a project that refers to the package is built, or at installation."""
    language = GYP if member.path.endswith(".gyp") else MSBUILD
    facts = CodeFacts(path=member.path, language=language, zone=Zone.INSTALLER)
    if len(member.content) > LARGEST:
        return replace(
            facts, gaps=(_gap(member, GapReason.MEMBER_TOO_LARGE, "build file larger than is read"),)
        )
    text = script_text(member.content)
    if language == GYP:
        found = list(_gyp_commands(text))
        calls = [_call(member, "gyp.command", command, line, Sink.PROCESS) for command, line in found]
    else:
        project = _Project(member)
        project.read()
        found, calls = project.commands, project.calls
        facts = replace(facts, gaps=tuple(project.gaps))
    parts = [_inner(member.path, command, line) for command, line in found[:MOST]]
    return replace(
        facts,
        calls=(*calls[:MOST], *(call for part in parts for call in part.calls)),
        texts=tuple(text for part in parts for text in part.texts),
        layers=tuple(layer for part in parts for layer in part.layers),
        gaps=(*facts.gaps, *(gap for part in parts for gap in part.gaps)),
    )


def _inner(path: MemberPath, command: str, line: int) -> CodeFacts:
    language = "batch" if _WINDOWS.search(command) else "shell"
    return read_script(path, command, language, zone=Zone.INSTALLER, moment=Moment.INSTALL, line=line)


def _gyp_commands(text: str) -> Iterator[tuple[str, int]]:
    """Yield each command with its line."""
    for match in _EXPANSION.finditer(text):
        yield re.sub(r"\\(.)", r"\1", match[1]), text.count("\n", 0, match.start()) + 1
    for match in _ACTION.finditer(text):
        words = [first or second for first, second in _WORD.findall(match[1])]
        yield " ".join(words), text.count("\n", 0, match.start()) + 1


def _call(member: Member, name: str, text: str, line: int, sink: Sink) -> Call:
    return Call(
        name=name,
        arguments=(Value(const=text),),
        keywords=(),
        location=Location(path=member.path, line=line),
        moment=Moment.INSTALL,
        function="<module>",
        sink=sink,
        excerpt=text[:400],
    )


def _gap(member: Member, reason: GapReason, detail: str) -> Gap:
    return Gap(reason=reason, location=Location(path=member.path), detail=detail)


@dataclass(slots=True)
class _Project:
    """One MSBuild file: its commands, downloads and inline tasks, as the elements come by."""

    member: Member
    commands: list[tuple[str, int]] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    stack: list[str] = field(default_factory=list)
    code: list[str] = field(default_factory=list)

    def read(self) -> None:
        """Read the whole file; what does not parse is no build file to MSBuild either."""
        parser = expat.ParserCreate()
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._refuse
        parser.StartElementHandler = lambda name, given: self._start(name, given, parser.CurrentLineNumber)
        parser.EndElementHandler = lambda name: self._end(name, parser.CurrentLineNumber)
        parser.CharacterDataHandler = self._characters
        try:
            parser.Parse(self.member.content, True)  # noqa: FBT003 -- expat takes this flag by position only
        except (expat.ExpatError, ValueError, LookupError):
            self.gaps.append(_gap(self.member, GapReason.UNPARSABLE, "build file does not parse"))

    def _refuse(self, *_: object) -> None:
        raise ValueError("document type in a build file")

    def _start(self, name: str, given: dict[str, str], line: int) -> None:
        if len(self.stack) >= DEEPEST:
            raise ValueError("elements nested too deep")
        self.stack.append(name.lower())
        attributes = {key.lower(): text for key, text in given.items()}
        match name.lower():
            case "exec" if attributes.get("command"):
                command = _spelled(attributes["command"])
                self.commands.append((command, line))
                self.calls.append(_call(self.member, "msbuild.Exec", command, line, Sink.PROCESS))
            case "downloadfile":
                address = _spelled(attributes.get("sourceurl", ""))
                self.calls.append(_call(self.member, "msbuild.DownloadFile", address, line, Sink.NETWORK))
            case "code":
                self.code.clear()
            case _:
                return

    def _end(self, name: str, line: int) -> None:
        self.stack.pop()
        if name.lower() == "code" and any(part.strip() for part in self.code):
            text = "".join(self.code).strip()
            self.calls.append(_call(self.member, "msbuild.Code", text, line, Sink.CODE))

    def _characters(self, text: str) -> None:
        if self.stack and self.stack[-1] == "code":
            self.code.append(text)


def _spelled(text: str) -> str:
    """Return a command with MSBuild's properties as plain words: a shell would take `$(…)` for a command."""
    return _PROPERTY.sub(lambda found: "./" if found[1] in _OWN_FOLDER else f"_{found[1]}_", text)
