"""
An installation that starts programs.

Looks at: every process started at install time.
Does not look at: compilers, version control, package managers and other tools that builds need; what the command line
says (see `install-hook`, `download-exec`, `remote-shell`).
Known honest users: builds with helper programs of their own: hence LOW, MEDIUM only for interpreters of handed text.
"""

from collections.abc import Iterator

from watchhouse.evidence.detector import Detector, calls
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.knowledge.programs import BUILD_TOOLS, HANDED_TEXT
from watchhouse.evidence.values import Sink
from watchhouse.evidence.views.arguments import program_of
from watchhouse.evidence.views.circumstances import raised, settled
from watchhouse.model.evidence import Confidence, Moment, Severity, Sighting
from watchhouse.model.technique import Technique


def examine(facts: PackageFacts) -> Iterator[Sighting]:
    """Yield one sighting for each process started at install time that no build tool explains."""
    for code, call in calls(facts):
        if call.moment is not Moment.INSTALL or call.sink is not Sink.PROCESS:
            continue
        program = program_of(call)
        if program in BUILD_TOOLS:
            continue
        confidence = raised(Confidence.LOW, when=program in HANDED_TEXT)
        yield DETECTOR.sight_call(call, "starts a program while installing", settled(code, confidence))


DETECTOR = Detector(
    id="install-process",
    title="Program started at install time",
    severity=Severity.LOW,
    techniques=(Technique.INSTALLER_PACKAGES,),
    examine=examine,
    doc=__doc__,
)
