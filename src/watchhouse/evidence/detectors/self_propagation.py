"""
Code that spreads: publishes packages, pushes commits, plants workflows with tokens that it found.

Looks at: commands and requests that publish a package or push with a token, more surely beside the reading of such
tokens; workflow files and build-machine runners put into repositories; secret scanners run on the victim's files.
Does not look at: the package's own release scripts outside of what is installed.
Known honest users: release tools publish when called; project generators write workflow files when called.
"""

import re
from collections.abc import Iterator

from watchhouse.evidence.detector import Detector
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.values import Source
from watchhouse.evidence.views.circumstances import aside, raised, settled, unasked
from watchhouse.evidence.views.sheets import Command, Sheet, sheets
from watchhouse.model.evidence import Confidence, Moment, Severity, Sighting
from watchhouse.model.technique import Technique

_PUBLISHES = re.compile(
    r"\btwine\s+upload\b|\bnpm\s+(?:\S+\s+)?publish\b|\b(?:yarn|pnpm|bun)\s+(?:npm\s+)?publish\b"
    r"|setup\.py\b[^\n]{0,60}\bupload\b"
    r"|\b(?:poetry|uv|flit|hatch|maturin)\s+publish\b|\bcargo\s+publish\b|\bgem\s+push\b|nuget\s+push\b"
)
_PUSHES = re.compile(
    r"\bgit\s+push\s+(?:-\S{1,30}\s+){0,6}https://[^\s@]{1,200}@|\bgit\s+remote\s+(?:add"
    r"|set-url)\b[^\n]{0,80}https://[^\s@]{1,200}@"
)
_SCANS = re.compile(
    r"\b(?:trufflehog|gitleaks|noseyparker|titus)\b[^\n]{0,60}\b(?:filesystem|git|detect|dir|scan|file)\b"
)
_RUNNER = re.compile(
    r"actions-runner[^\n]{0,200}config\.(?:sh|cmd)|config\.(?:sh|cmd)\b[^\n]{0,60}--url[^\n]{0,120}--token"
)
_TOKENS = frozenset({"package-registry token", "GitHub CLI token", "Git credentials"})
_TOKEN_NAMES = (
    "npm_token", "node_auth_token", "pypi_token", "twine_password", "twine_username", "_authtoken",
    "github_token", "gh_token", "uv_publish_token", "ghp_", "npm_", "pypi-ag",
)  # fmt: skip
_UPLOADS = ("file_upload", "/-/whoami", "maintainer:", "/-/package/")
_WORKFLOWS = (".github/workflows", ".gitlab-ci.yml")
_REPOSITORY = ("/user/repos", "/git/refs", "/git/trees", "/actions/secrets", "/contents/")


def examine(facts: PackageFacts) -> Iterator[Sighting]:
    """Yield sightings of publishing and planting, surer where tokens are collected or nobody asked."""
    for sheet in sheets(facts):
        if aside(sheet.code):
            continue
        tokens = bool(sheet.kinds(Source.CREDENTIAL_FILE) & _TOKENS)
        for command in sheet.commands:
            found = _command(command, tokens=tokens)
            if found is not None:
                yield DETECTOR.sight_call(command.call, found[0], settled(sheet.code, found[1]))
        yield from _requests(sheet, tokens=tokens)
        yield from _planted(sheet)


def _command(command: Command, *, tokens: bool) -> tuple[str, Confidence] | None:
    """Return what is claimed of `command`, or None."""
    text = command.text[:4000]
    strange = unasked(command.call.moment) or command.call.location.layer > 0
    if _PUBLISHES.search(text):
        # `setup.py publish` is an old habit: at installation, tokens decide.
        if tokens:
            return "publishes a package", Confidence.HIGH if strange else Confidence.MEDIUM
        started = strange and command.call.moment is not Moment.INSTALL
        return "publishes a package", raised(Confidence.LOW, when=started)
    if _PUSHES.search(text):
        return "pushes commits with a token in the address", raised(Confidence.LOW, when=strange or tokens)
    if _SCANS.search(text):
        return (
            "searches the victim's files for secrets with a scanner",
            Confidence.HIGH if strange else Confidence.LOW,
        )
    if _RUNNER.search(text):
        return "registers the machine as a build runner", Confidence.HIGH if strange else Confidence.LOW
    return None


def _requests(sheet: Sheet, *, tokens: bool) -> Iterator[Sighting]:
    """Yield one sighting where a member talks to a package registry's upload side with tokens that it found."""
    named = sum(word in sheet.words for word in _TOKEN_NAMES)
    if not sheet.outgoing or not (tokens or named >= 2):
        return
    for text in sheet.texts(*_UPLOADS, *_REPOSITORY):
        upload = any(word in text.value.lower() for word in _UPLOADS)
        confidence = raised(Confidence.LOW, when=tokens and upload)
        yield DETECTOR.sight(
            "talks to a package registry or code host in the name of tokens that it looks for",
            raised(confidence, when=unasked(text.moment) or text.location.layer > 0),
            text.location,
            moment=text.moment,
            excerpt=text.value,
            decoded=text.value if text.hidden else "",
        )
        return


def _planted(sheet: Sheet) -> Iterator[Sighting]:
    """Yield one sighting for each workflow file that is written."""
    for write in sheet.writes:
        if any(place in write.text for place in _WORKFLOWS):
            yield DETECTOR.sight_call(
                write.call,
                "writes a workflow that build machines will run",
                settled(sheet.code, Confidence.HIGH if unasked(write.call.moment) else Confidence.LOW),
            )
            return


DETECTOR = Detector(
    id="self-propagation",
    title="Spreads itself",
    severity=Severity.CRITICAL,
    techniques=(Technique.COMPROMISE_DEPENDENCIES, Technique.ACCESS_TOKEN),
    examine=examine,
    doc=__doc__,
)
