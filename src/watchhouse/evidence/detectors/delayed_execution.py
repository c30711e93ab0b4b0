"""
A payload that waits: for minutes or hours, or for a date.

A sandbox watches for a short while. Code that sleeps first, or acts from a date on, has done nothing by then.

Looks at: long sleeps and timers at import, installation or start, and long sleeps in functions that run code or
commands; comparisons with a date in the code beside something that acts; commands that sleep before they fetch.
Does not look at: short pauses, and polling loops that only a caller starts.
Known honest users: schedulers, rate limiters and retry loops sleep when called.
"""

import re
from collections.abc import Iterator

from watchhouse.evidence.detector import Detector
from watchhouse.evidence.facts.code import Call
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.values import Sink, Value
from watchhouse.evidence.views.circumstances import raised, settled, unasked
from watchhouse.evidence.views.sheets import Sheet, sheets
from watchhouse.model.evidence import Confidence, Severity, Sighting
from watchhouse.model.technique import Technique

_SLEEPS = (
    "time.sleep",
    "asyncio.sleep",
    "threading.Timer",
    "threading.Event().wait",
    "eventlet.sleep",
    "gevent.sleep",
)
_DATES = (
    "datetime.datetime", "datetime.date", "datetime.datetime.fromtimestamp", "datetime.datetime.strptime",
    "datetime.datetime.fromisoformat", "datetime.date.fromisoformat",
)  # fmt: skip
_NOWS = frozenset(
    {
        "datetime.datetime.now", "datetime.datetime.utcnow", "datetime.date.today",
        "datetime.datetime.today", "time.time", "time.localtime", "time.gmtime",
    }
)  # fmt: skip
_COMMANDS = re.compile(
    r"\bsleep\s+(\d{2,6})[smh]?\s*(?:;|&&)\s*\S|\bping\b[^\n]{0,30}-n\s+(\d{2,5})\s+(?:127\.0\.0\.1"
    r"|localhost)[^\n]{0,20}&"
    r"|\btimeout\s+(?:/t\s+)?(\d{2,5})\b[^\n]{0,20}&|start-sleep\s+(?:-s\w*\s+)?(\d{2,6})"
)
_LONG = 60
_VERY_LONG = 600
_MOST = 10**9
_ACTS = frozenset({Sink.CODE, Sink.PROCESS, Sink.NETWORK, Sink.DELETION, Sink.NATIVE})
_FIRST_YEAR, _LAST_YEAR = 2020, 2045


def examine(facts: PackageFacts) -> Iterator[Sighting]:
    """Yield sightings of long waits and dates before something that acts."""
    for sheet in sheets(facts):
        acting = {call.function for call in sheet.code.calls if call.sink in _ACTS}
        for call in sheet.calls(_SLEEPS):
            confidence = _sleep(call, acting)
            if confidence is not None:
                yield DETECTOR.sight_call(
                    call, "waits for a long time before it goes on", settled(sheet.code, confidence)
                )
        yield from _dated(sheet, acting)
        for command in sheet.commands:
            match = _COMMANDS.search(command.text[:4000])
            if match is not None and any(int(group) >= _LONG for group in match.groups() if group):
                strange = unasked(command.call.moment) or command.call.location.layer > 0
                yield DETECTOR.sight_call(
                    command.call,
                    "runs a command that waits before it goes on",
                    settled(sheet.code, raised(Confidence.LOW, when=strange)),
                )


def _sleep(call: Call, acting: set[str]) -> Confidence | None:
    """Return how strange the wait `call` is, or None if it is short or a caller's own."""
    seconds = _seconds(call.argument(0, "interval" if call.name == "threading.Timer" else "delay"))
    if seconds < _LONG:
        return None
    if call.name == "threading.Timer":
        return raised(Confidence.LOW, when=unasked(call.moment))
    if call.function not in acting:
        return Confidence.LOW if unasked(call.moment) else None
    if not unasked(call.moment):
        return Confidence.LOW if seconds >= _VERY_LONG else None
    return raised(Confidence.MEDIUM, when=seconds >= _VERY_LONG or call.location.layer > 0)


def _seconds(value: Value) -> float:
    """Return the constant number of seconds that `value` is, or 0."""
    constant = value.const
    if isinstance(constant, int | float) and not isinstance(constant, bool) and 0 < constant < _MOST:
        return constant
    return 0


def _dated(sheet: Sheet, acting: set[str]) -> Iterator[Sighting]:
    """Yield one sighting where a date in the code and today's meet in a function that acts."""
    nows = {call.function for call in sheet.calls(sorted(_NOWS))}
    for call in sheet.calls(_DATES):
        if call.function in nows and call.function in acting and _year(call):
            strange = unasked(call.moment)
            yield DETECTOR.sight_call(
                call,
                "compares today with a date in the code beside something that acts",
                settled(sheet.code, raised(Confidence.LOW, when=strange)),
            )
            return


def _year(call: Call) -> bool:
    """Return whether the date that `call` makes is a constant of our days."""
    first = call.argument(0).const
    if isinstance(first, str):
        first = int(first[:4]) if first[:4].isascii() and first[:4].isdigit() else 0
    return isinstance(first, int) and _FIRST_YEAR <= first <= _LAST_YEAR


DETECTOR = Detector(
    id="delayed-execution",
    title="Waits before it acts",
    severity=Severity.LOW,
    techniques=(Technique.DELAY_EXECUTION, Technique.TIME_CHECKS),
    examine=examine,
    doc=__doc__,
)
