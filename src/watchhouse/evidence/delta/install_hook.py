"""
Code that runs on installation and did not in the earlier release.

The worms of npm add a `preinstall` or `postinstall` script to packages of the accounts that they take over; on PyPI it
is a `setup.py` that begins to act.

Looks at: lifecycle scripts that are new or have another command; network, processes, run text and start-up places that
installer code reaches for the first time.
Does not look at: two files of different kinds (a wheel has no installer); what else an installer does, seen by
`install-hook` and `lifecycle-script`.
Known honest users: packages that begin to build a native module: LOW where the command is an ordinary build's.
"""

from collections.abc import Iterator

from watchhouse.evidence.delta.capabilities import Ability, Hook, Trace
from watchhouse.evidence.delta.change import Change, DeltaRule
from watchhouse.evidence.metadata.lifecycle_script import is_ordinary
from watchhouse.evidence.values import Sink
from watchhouse.evidence.views.circumstances import OUTWARD
from watchhouse.model.evidence import Confidence, Moment, Severity, Sighting
from watchhouse.model.technique import Technique

_ACTS = {
    Sink.NETWORK: ("speaks to the network", Confidence.MEDIUM),
    Sink.DNS: ("asks the DNS", Confidence.MEDIUM),
    Sink.PROCESS: ("starts programs", Confidence.LOW),
    Sink.CODE: ("runs text as code", Confidence.LOW),
    Sink.NATIVE: ("calls native code or memory", Confidence.LOW),
    Sink.STARTUP: ("writes to a start-up place", Confidence.HIGH),
}


def compare(change: Change) -> Iterator[Sighting]:
    """Yield one sighting for each script, and for each kind of act, that installation did not have."""
    if not change.alike:
        return
    before = {hook.name: hook.content for hook in change.old.installs}
    for hook in change.new.installs:
        if before.get(hook.name) != hook.content:
            yield _of_script(hook, change, known=hook.name in before)
    acted = {
        (one.sink, one.source)
        for one in change.old.abilities
        if any(trace.moment is Moment.INSTALL for trace in one.traces)
    }
    for ability in change.new.abilities:
        traces = change.changed(trace for trace in ability.traces if trace.moment is Moment.INSTALL)
        if ability.sink in _ACTS and traces and (ability.sink, ability.source) not in acted:
            yield _of_act(ability, traces[0], change)


def _of_script(hook: Hook, change: Change, *, known: bool) -> Sighting:
    ordinary = is_ordinary(hook.content)
    claim = "changes the command that installation runs" if known else "makes installation run a command"
    confidence = Confidence.MEDIUM if known else Confidence.HIGH
    return DELTA_RULE.sight_trace(
        hook.trace,
        f"{claim}, {change.since}",
        Confidence.LOW if ordinary else confidence,
        attributes=(("script", hook.name),),
    )


def _of_act(ability: Ability, trace: Trace, change: Change) -> Sighting:
    sink = ability.sink or Sink.CODE
    deed, confidence = _ACTS[sink]
    if ability.source is not None:
        deed += f" with {ability.source.value}"
        confidence = Confidence.HIGH
    attributes = [("sink", sink.value)]
    if sink in OUTWARD and ability.source is not None:
        attributes.append(("source", ability.source.value))
    return DELTA_RULE.sight_trace(
        trace, f"{deed} while it is installed, {change.since}", confidence, attributes=attributes
    )


DELTA_RULE = DeltaRule(
    id="delta-install-hook",
    title="Installation that does more than the earlier release's",
    severity=Severity.HIGH,
    techniques=(Technique.INSTALLER_PACKAGES, Technique.SUPPLY_CHAIN_COMPROMISE),
    compare=compare,
    doc=__doc__,
)
