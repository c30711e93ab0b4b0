"""
Code that takes part in the installation and does more than install.

Looks at: commands put over `install`, `develop`, `egg_info` or `build_py` (cmdclass), and the top level of installer
scripts, where they reach the network, run decoded or fetched code, or start an interpreter or a downloader.
Does not look at: what the packages' own build needs (compilers, version control, package managers), and reading files.
Known honest users: builds that fetch a source archive or a model; they name a host of their own: MEDIUM.
"""

from collections.abc import Iterator

from watchhouse.evidence.detector import Detector
from watchhouse.evidence.facts.code import Call, CodeFacts, Zone
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.knowledge.loot import identity_in, loot_in
from watchhouse.evidence.knowledge.programs import BUILD_TOOLS, INTERPRETERS, NOT_SENDING
from watchhouse.evidence.values import Sink, Source
from watchhouse.evidence.views.arguments import command_of, program_of
from watchhouse.evidence.views.circumstances import in_function
from watchhouse.model.evidence import Confidence, Moment, Severity, Sighting
from watchhouse.model.technique import Technique


def examine(facts: PackageFacts) -> Iterator[Sighting]:
    """Yield one sighting for each call by which an installation does more than install."""
    for code in facts.code:
        if code.zone in {Zone.TEST, Zone.DOCUMENT}:
            continue
        overrides = _overrides(code)
        for call in code.calls:
            if call.moment is not Moment.INSTALL or call.sink is None:
                continue
            confidence = _confidence(call)
            if confidence is None:
                continue
            by_command = overrides and in_function(call)
            yield DETECTOR.sight_call(
                call,
                f"{'a command of the installer' if by_command else 'the installer script'} {_deed(call)}",
                confidence,
                attributes=(("command", "cmdclass" if by_command else ""),),
            )


def _overrides(code: CodeFacts) -> bool:
    return any(
        call.name == "setuptools.setup" and any(name == "cmdclass" for name, _ in call.keywords)
        for call in code.calls
    )


def _confidence(call: Call) -> Confidence | None:
    taken = loot_in(call.taints) or identity_in(call.taints)
    match call.sink:
        case Sink.NETWORK:
            if call.name in NOT_SENDING:
                return None
            return Confidence.HIGH if taken else Confidence.MEDIUM
        case Sink.CODE:
            return Confidence.HIGH if call.receives(Source.DECODED, Source.REMOTE_CONTENT) else None
        case Sink.PROCESS:
            return _of_process(call)
        case Sink.STARTUP:
            return Confidence.HIGH
        case _:
            return None


def _of_process(call: Call) -> Confidence | None:
    command = call.argument(0, "args")
    if command.has(Source.DECODED, Source.REMOTE_CONTENT) or loot_in(command.taints):
        return Confidence.HIGH
    program = program_of(call)
    if program in BUILD_TOOLS or not program:
        return None
    if program in INTERPRETERS:
        runs_text = any(
            flag in command_of(call)
            for flag in (" -c ", " -e ", " -enc", " -Enc", " -Command", " -w ", "http")
        )
        return Confidence.MEDIUM if runs_text else Confidence.LOW
    return Confidence.LOW


def _deed(call: Call) -> str:
    match call.sink:
        case Sink.NETWORK:
            return "speaks to the network"
        case Sink.CODE:
            return "runs code that was hidden or fetched"
        case Sink.STARTUP:
            return "writes to a start-up place"
        case _:
            return "starts a program that no build needs"


DETECTOR = Detector(
    id="install-hook",
    title="Installer that does more than install",
    severity=Severity.HIGH,
    techniques=(Technique.INSTALLER_PACKAGES, Technique.COMPROMISE_SUPPLY_CHAIN),
    examine=examine,
    doc=__doc__,
)
