"""
A command that the metadata make the installer run.

npm runs `preinstall`, `install` and `postinstall` of every package and of all its dependencies. Most malicious npm
packages act there.

Looks at: the commands of scripts that run by themselves on installation.
Does not look at: scripts that only the developer runs (`prepare`, `test`); what a named script file does.
Known honest users: builds of native modules (`node-gyp`, `prebuild-install`), notices, git hooks for developers.
"""

import re
from collections.abc import Iterator

from watchhouse.ecosystems.lifecycle import install_scripts
from watchhouse.evidence.detector import Detector
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.metadata.subject import in_metadata
from watchhouse.model.evidence import Confidence, Moment, Severity, Sighting
from watchhouse.model.technique import Technique

_LONGEST = 4_000

_KINDS: tuple[tuple[str, Confidence, re.Pattern[str]], ...] = (
    (
        "downloads something and runs it while it is installed",
        Confidence.HIGH,
        re.compile(
            r"(?:curl|wget|invoke-webrequest|iwr|certutil|bitsadmin)\b[^\n]{0,300}?"
            r"(?:\|\s*(?:sudo )?(?:ba|z|da)?sh\b|\|\s*(?:node|python3?|iex)\b|&&|;|>|-o\b)",
            re.IGNORECASE,
        ),
    ),
    (
        "runs hidden PowerShell while it is installed",
        Confidence.HIGH,
        re.compile(
            r"\b(?:powershell|pwsh)(?:\.exe)?\b[^\n]{0,200}?(?:-e(?:nc\w*)?\b|iex|hidden|downloadstring)",
            re.IGNORECASE,
        ),
    ),
    (
        "sends something away while it is installed",
        Confidence.HIGH,
        re.compile(
            r"\b(?:curl|wget|nslookup|nc|ncat)\b[^\n]{0,200}?(?:\$\(|`|-d\b|--data|-F\b|--post|\$[A-Z_]{2,}|<)"
        ),
    ),
    (
        "runs code written into the command while it is installed",
        Confidence.HIGH,
        re.compile(
            r"\b(?:node|bun|deno|python3?|perl|ruby)\s+(?:-e|--eval|-p|--print|-c|eval)\b", re.IGNORECASE
        ),
    ),
    (
        "reaches the network while it is installed",
        Confidence.MEDIUM,
        re.compile(r"\b(?:curl|wget|nslookup|ping|ssh|scp|nc|ncat)\s|https?://", re.IGNORECASE),
    ),
    (
        "runs a file of its own while it is installed",
        Confidence.LOW,
        re.compile(
            r"\b(?:node|bun|deno|python3?|sh|bash|cmd|ts-node|tsx)\s+[^\s-]|(?:^|\s)\./\S|\.(?:js|cjs|mjs|ps1|sh|bat)\b"
        ),
    ),
)
"""What a command does, worst first."""

_ORDINARY = re.compile(
    r"(?:npx )?(?:node-gyp(?:-build)?(?: \w+)*|node-pre-gyp install(?: --fallback-to-build)?|prebuild-install.{0,40}"
    r"|husky(?: install)?|patch-package|tsc(?: -p \S+)?|npm run [\w:-]+|yarn [\w:-]+|echo [\w .,!:'\"-]*|exit 0|true"
    r"|opencollective(?:-postinstall)?|is-ci|electron-rebuild|ngcc|lerna bootstrap|(?:ts-)?patch install)"
)


def examine(facts: PackageFacts) -> Iterator[Sighting]:
    """Yield one sighting for each command that runs on installation, with what it does."""
    names = install_scripts(facts.ref.ecosystem)
    for name, command in facts.metadata.scripts:
        if name not in names:
            continue
        found = _judge(command[:_LONGEST])
        if found is None:
            continue
        claim, confidence = found
        yield DETECTOR.sight(
            claim,
            confidence,
            in_metadata(facts),
            moment=Moment.INSTALL,
            excerpt=f"{name}: {command}",
            attributes=(("script", name),),
        )


def _judge(command: str) -> tuple[str, Confidence] | None:
    for claim, confidence, pattern in _KINDS:
        if pattern.search(command):
            return claim, confidence
    return None if _all_ordinary(command) else ("runs a command while it is installed", Confidence.LOW)


def is_ordinary(command: str) -> bool:
    """
    Return whether a script's command does only what honest builds do.

    >>> is_ordinary("node-gyp rebuild"), is_ordinary("node bundle.js")
    (True, False)
    """
    return _all_ordinary(command) and not any(pattern.search(command) for _, _, pattern in _KINDS)


def _all_ordinary(command: str) -> bool:
    steps = [step.strip() for step in re.split(r"&&|\|\||;", command) if step.strip()]
    return all(_ORDINARY.fullmatch(step) for step in steps)


DETECTOR = Detector(
    id="lifecycle-script",
    title="Command run on installation",
    severity=Severity.MEDIUM,
    techniques=(Technique.INSTALLER_PACKAGES, Technique.UNIX_SHELL),
    examine=examine,
    doc=__doc__,
)
