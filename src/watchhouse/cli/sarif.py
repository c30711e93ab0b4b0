"""SARIF 2.1.0 for code scanning services: one rule per detector, one result per sighting, own minimal types."""

import hashlib
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from watchhouse import __version__
from watchhouse.cli.report import Report
from watchhouse.evidence.detector import Rule
from watchhouse.model.evidence import Gap, Location, Severity, Sighting
from watchhouse.model.harmless import harmless, json_text
from watchhouse.model.identity import ArtifactRef
from watchhouse.model.verdict import Level, Verdict
from watchhouse.pipeline.scan import Failed
from watchhouse.verdicts.words import LEVEL, MOMENT

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"

_LEVEL = {Level.CLEAR: "none", Level.NOTABLE: "note", Level.SUSPICIOUS: "warning", Level.MALICIOUS: "error"}

_SECURITY_SEVERITY = {
    Severity.INFORMATION: "0.0",
    Severity.LOW: "3.0",
    Severity.MEDIUM: "5.5",
    Severity.HIGH: "8.0",
    Severity.CRITICAL: "9.5",
}
"""Code scanning services read this property on the scale of CVSS."""


def render(report: Report, detectors: Iterable[Rule]) -> str:
    """Return `report` as SARIF; a clear artifact has no results, whatever was seen in it."""
    rules = tuple(detectors)
    places = {detector.id: position for position, detector in enumerate(rules)}
    shown = [one.verdict for one in report.judged if one.verdict.level is not Level.CLEAR]
    run = {
        "tool": {"driver": _driver(rules)},
        "columnKind": "unicodeCodePoints",
        "results": [
            _result(reason.sighting, verdict, places) for verdict in shown for reason in verdict.reasons
        ],
        "invocations": [_invocation(report)],
    }
    return json_text({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _driver(rules: tuple[Rule, ...]) -> dict[str, Any]:
    return {
        "name": "watchhouse",
        "version": __version__,
        "semanticVersion": __version__,
        "rules": [_rule(detector) for detector in rules],
    }


def _rule(detector: Rule) -> dict[str, Any]:
    return {
        "id": detector.id,
        "name": detector.id.title().replace("-", ""),
        "shortDescription": {"text": detector.title},
        "fullDescription": {"text": detector.doc.strip().split("\n", 1)[0] or detector.title},
        "help": {"text": detector.doc.strip() or detector.title},
        "properties": {
            "security-severity": _SECURITY_SEVERITY[detector.severity],
            "tags": ["security", *(f"attack/{technique.value}" for technique in detector.techniques)],
        },
    }


def _result(sighting: Sighting, verdict: Verdict, places: dict[str, int]) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": sighting.detector,
        "level": _LEVEL[verdict.level],
        "message": {"text": _message(sighting, verdict)},
        "locations": [_location(sighting.location, verdict.artifact)],
        "partialFingerprints": {"watchhouse/v1": _fingerprint(sighting, verdict.artifact)},
        "properties": {"verdict": LEVEL[verdict.level], "probability": round(verdict.probability, 6)},
    }
    if sighting.detector in places:
        result["ruleIndex"] = places[sighting.detector]
    return result


def _message(sighting: Sighting, verdict: Verdict) -> str:
    name = verdict.artifact.name or verdict.artifact.file
    parts = [f"{sighting.claim} ({MOMENT[sighting.moment]}; {name} is judged {LEVEL[verdict.level]})"]
    if sighting.excerpt:
        parts.append(f"Code: {harmless(sighting.excerpt)}")
    if sighting.decoded:
        parts.append(f"It says: {harmless(sighting.decoded)}")
    return _plain(". ".join(harmless(part, 1_000) for part in parts))


def _plain(text: str) -> str:
    r"""
    Return `text` so that no viewer sees a link in it (SARIF 3.11.6: `\` before `[`, `]` and `\`).

    >>> _plain("[a](b)")
    '\\[a\\](b)'
    """
    for character in "\\[]":
        text = text.replace(character, f"\\{character}")
    return text


def _location(location: Location, ref: ArtifactRef) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": {"uri": _uri(ref.file, location.path)}}
    if location.line:
        physical["region"] = {"startLine": location.line}
    return {"physicalLocation": physical}


def _uri(file: str, path: str) -> str:
    """
    Return a relative reference to a member, which nothing can take for a path outside the artifact.

    >>> _uri("a.whl", "../b c.py")
    'a.whl/%2E%2E/b%20c.py'
    """
    parts = [file.rsplit("/", 1)[-1], *path.split("/")] if path else [file.rsplit("/", 1)[-1]]
    return "/".join(_segment(part) for part in parts if part)


def _segment(part: str) -> str:
    if part in (".", ".."):
        return part.replace(".", "%2E")
    return quote(part.encode("utf-8", "backslashreplace"), safe="")


def _fingerprint(sighting: Sighting, ref: ArtifactRef) -> str:
    """Return what stays the same when only the version or the line number changes."""
    parts = (sighting.detector, ref.ecosystem, ref.name or "", sighting.location.path, sighting.excerpt)
    return hashlib.sha256("\0".join(parts).encode("utf-8", "backslashreplace")).hexdigest()


def _invocation(report: Report) -> dict[str, Any]:
    notes = [
        _unread(gap, one.verdict.artifact) for one in report.judged for gap in one.verdict.gaps if gap.hides
    ]
    notes += [_unjudged(failure) for failure in report.failed]
    return {"executionSuccessful": not report.failed, "toolExecutionNotifications": notes}


def _unread(gap: Gap, ref: ArtifactRef) -> dict[str, Any]:
    text = f"not read: {gap.reason.value}" + (f" ({gap.detail})" if gap.detail else "")
    return {
        "level": "warning",
        "message": {"text": _plain(harmless(text))},
        "locations": [_location(gap.location, ref)],
    }


def _unjudged(failure: Failed) -> dict[str, Any]:
    text = f"{harmless(failure.target)} could not be judged: {harmless(failure.cause, 400)}"
    return {"level": "error", "message": {"text": _plain(text)}}
