"""
Named pairs: two things seen in one file that together mean more than both apart.

A pair speaks of ATT&CK techniques, not of detectors, so that a new detector takes part on its first day. Both halves
must come from different detectors: one detector that names both techniques has already weighed them together.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from watchhouse.model.evidence import Severity, Sighting
from watchhouse.model.technique import Technique
from watchhouse.verdicts.cells import Cell, stage, steps

HIDDEN = frozenset(
    {
        Technique.OBFUSCATION,
        Technique.SOFTWARE_PACKING,
        Technique.COMMAND_OBFUSCATION,
        Technique.ENCODED_FILE,
        Technique.DEOBFUSCATE,
        Technique.REFLECTIVE_LOADING,
    }
)
RUNS = frozenset(
    {
        Technique.POWERSHELL,
        Technique.WINDOWS_SHELL,
        Technique.UNIX_SHELL,
        Technique.VISUAL_BASIC,
        Technique.PYTHON,
        Technique.JAVASCRIPT,
        Technique.SYSTEM_BINARY_PROXY,
    }
)
SENDS = frozenset(
    {
        Technique.EXFILTRATION_C2,
        Technique.EXFILTRATION_WEB_SERVICE,
        Technique.EXFILTRATION_TEXT_SITE,
        Technique.EXFILTRATION_WEBHOOK,
        Technique.EXFILTRATION_UNENCRYPTED,
        Technique.WEB_PROTOCOLS,
        Technique.DNS,
        Technique.WEB_SERVICE,
        Technique.BIDIRECTIONAL_WEB_SERVICE,
        Technique.NON_STANDARD_PORT,
    }
)
FETCHES = frozenset(
    {Technique.TOOL_TRANSFER, Technique.DEAD_DROP, Technique.WEB_SERVICE, Technique.BIDIRECTIONAL_WEB_SERVICE}
)
STEALS = frozenset(
    {
        Technique.BROWSER_CREDENTIALS,
        Technique.PASSWORD_MANAGERS,
        Technique.SESSION_COOKIE,
        Technique.CREDENTIALS_IN_FILES,
        Technique.PRIVATE_KEYS,
        Technique.CLOUD_METADATA,
        Technique.ACCESS_TOKEN,
        Technique.KEYLOGGING,
        Technique.SCREEN_CAPTURE,
        Technique.CLIPBOARD,
        Technique.LOCAL_DATA,
        Technique.FINANCIAL_THEFT,
    }
)
LOOKS_AROUND = frozenset(
    {Technique.SYSTEM_INFORMATION, Technique.NETWORK_CONFIGURATION, Technique.OWNER_DISCOVERY}
)
STAYS = frozenset(
    {
        Technique.PYTHON_STARTUP_HOOKS,
        Technique.RUN_KEYS,
        Technique.SYSTEMD_SERVICE,
        Technique.CRON,
        Technique.SCHEDULED_TASK,
        Technique.SSH_AUTHORIZED_KEYS,
        Technique.REMOTE_ACCESS,
    }
)
EVADES = frozenset(
    {
        Technique.SYSTEM_CHECKS,
        Technique.TIME_CHECKS,
        Technique.DELAY_EXECUTION,
        Technique.EXECUTION_GUARDRAILS,
        Technique.HIDDEN_WINDOW,
        Technique.HIDDEN_FILES,
        Technique.FILE_DELETION,
        Technique.DISABLE_TOOLS,
        Technique.SECURITY_SOFTWARE_DISCOVERY,
    }
)
LURES = frozenset(
    {Technique.MATCH_LEGITIMATE_NAME, Technique.IMPERSONATION, Technique.COMPROMISE_DEPENDENCIES}
)
NOBODY = frozenset({Technique.COMPROMISE_SUPPLY_CHAIN, Technique.EMAIL_ACCOUNTS})
"""What throw-away packages look like: nothing in them, nobody behind them."""
UNASKED = frozenset({Technique.INSTALLER_PACKAGES, Technique.MALICIOUS_LIBRARY})
ACTS = RUNS | SENDS | FETCHES | STEALS | HIDDEN | UNASKED


@dataclass(frozen=True, slots=True)
class Pair:
    """Two sets of techniques, and what it means to see one of each; what names both is only ever the second."""

    name: str
    first: frozenset[Technique]
    second: frozenset[Technique]
    severity: Severity
    about_package: bool = False
    """Whether the first half speaks of the package as a whole: then it has no file and no moment of its own."""


PAIRS = (
    Pair("hidden code that reaches the network", HIDDEN, SENDS | FETCHES, Severity.MEDIUM),
    Pair("hidden code that starts a program", HIDDEN, RUNS, Severity.MEDIUM),
    Pair("takes secrets and sends data out", STEALS, SENDS, Severity.MEDIUM),
    Pair("looks around and sends data out", LOOKS_AROUND, SENDS, Severity.LOW),
    Pair("fetches and runs", FETCHES, RUNS, Severity.MEDIUM),
    Pair("hides from analysis and acts", EVADES, STEALS | FETCHES | RUNS | STAYS, Severity.MEDIUM),
    Pair("fetches and stays", FETCHES | SENDS, STAYS, Severity.MEDIUM),
    Pair("acts unasked and hides how", UNASKED, HIDDEN, Severity.MEDIUM),
    Pair("acts unasked and reaches the network", UNASKED, SENDS | FETCHES, Severity.MEDIUM),
    Pair("lures and acts", LURES, ACTS, Severity.MEDIUM, about_package=True),
    Pair("is nobody's and acts", NOBODY, ACTS, Severity.LOW, about_package=True),
)


def pair_cells(sightings: list[Sighting]) -> Iterator[tuple[Cell, Sighting, Sighting]]:
    """
    Yield every cell that a pair reaches, with the two sightings that take it there.

    `sightings` come strongest first, which makes the two the strongest that reach the cell. A cell may be
    yielded once per file.
    """
    for pair in PAIRS:
        for group in _groups(sightings, pair):
            yield from _cells(pair, group)


def _groups(sightings: list[Sighting], pair: Pair) -> list[list[Sighting]]:
    wanted = pair.first | pair.second
    groups: dict[str, list[Sighting]] = {}
    seen: set[tuple[object, ...]] = set()
    for sighting in sightings:
        where = "" if pair.about_package else sighting.location.path
        # Sightings that differ in wording only cannot reach another cell: this bounds the work below.
        kind = (where, sighting.detector, sighting.techniques, sighting.confidence, stage(sighting.moment))
        if wanted.isdisjoint(sighting.techniques) or kind in seen:
            continue
        seen.add(kind)
        groups.setdefault(where, []).append(sighting)
    return list(groups.values())


def _cells(pair: Pair, group: list[Sighting]) -> Iterator[tuple[Cell, Sighting, Sighting]]:
    reached: set[Cell] = set()
    seconds = [one for one in group if not pair.second.isdisjoint(one.techniques)]
    for first in group:
        if pair.first.isdisjoint(first.techniques) or not pair.second.isdisjoint(first.techniques):
            continue
        for second in seconds:
            if first.detector == second.detector:
                continue
            confidence = min(first.confidence, second.confidence)
            latest = stage(second.moment)
            if not pair.about_package:
                latest = min(latest, stage(first.moment))
            for step in steps(confidence, latest):
                cell = Cell(pair.name, pair.severity, *step)
                if cell not in reached:
                    reached.add(cell)
                    yield cell, first, second
