"""
Code that can do something which the earlier release could not.

A stolen account or a bribed maintainer changes a package that people trust. What is seen in the new release alone may
be ordinary for many packages; that this one never did it before is not.

Looks at: what flows where (loot to the network, fetched or decoded text to what runs it), what reaches the network,
starts programs or runs text earlier than before, and places of secrets named for the first time; only in members that
changed.
Does not look at: tests, documentation and examples; files written; what an unchanged member does.
Known honest users: releases with new features: LOW, except where it runs unasked or takes what is worth stealing.
"""

from collections.abc import Iterator

from watchhouse.evidence.delta.capabilities import Ability, Trace
from watchhouse.evidence.delta.change import Change, DeltaRule
from watchhouse.evidence.knowledge.loot import STOLEN
from watchhouse.evidence.values import Sink, Source
from watchhouse.evidence.views.circumstances import OUTWARD, unasked
from watchhouse.model.evidence import Confidence, Moment, Severity, Sighting
from watchhouse.model.technique import Technique

_WORDS = {
    Sink.NETWORK: "speaks to the network",
    Sink.DNS: "asks the DNS",
    Sink.PROCESS: "starts programs",
    Sink.CODE: "runs text as code",
    Sink.STARTUP: "writes to a start-up place",
    Sink.CLIPBOARD: "writes to the clipboard",
    Sink.DELETION: "deletes files",
    Sink.NATIVE: "calls native code or memory",
    Sink.FILE: "writes files",
}
_AT = {
    Moment.CALL: "",
    Moment.ENTRY: "",
    Moment.IMPORT: " at import",
    Moment.START: " at every start",
    Moment.INSTALL: " at install",
}
_RUN_UNASKED = {
    Sink.NETWORK: Confidence.MEDIUM,
    Sink.DNS: Confidence.MEDIUM,
    Sink.PROCESS: Confidence.MEDIUM,
    Sink.STARTUP: Confidence.HIGH,
}
"""What a new act that nobody asked for says; others are LOW."""


def compare(change: Change) -> Iterator[Sighting]:
    """Yield one sighting for each thing that only the new release can do, at its earliest moment."""
    before = {(one.sink, one.source): _earliest(one) for one in change.old.abilities}
    for ability in change.new.abilities:
        if ability.sink is None and ability.source not in STOLEN:
            continue
        known = before.get((ability.sink, ability.source), 0)
        fresh = change.changed(trace for trace in ability.traces if _stage(trace.moment) > known)
        # What runs while installing has a rule of its own, and needs a file of the same kind to compare with.
        fresh = tuple(trace for trace in fresh if trace.moment < Moment.START)
        if fresh:
            first = fresh[0]
            yield DELTA_RULE.sight_trace(
                first,
                f"{_deed(ability)}{_AT[first.moment]}, {change.since}",
                _confidence(ability, first),
                attributes=_attributes(ability),
            )


def _earliest(ability: Ability) -> int:
    return max((_stage(trace.moment) for trace in ability.traces if trace.moment < Moment.START), default=0)


def _stage(moment: Moment) -> int:
    """Return `moment` as a number in which being called and being an entry point are one."""
    return max(moment, Moment.ENTRY)


def _deed(ability: Ability) -> str:
    match ability.sink, ability.source:
        case None, source:
            return f"names {source.value if source else 'nothing'}"
        case sink, None:
            return _WORDS.get(sink, f"reaches {sink.value}")
        case sink, source if sink in OUTWARD:
            return f"sends {source.value} to another host"
        case Sink.CODE, source:
            return f"runs {source.value} as code"
        case sink, source:
            return f"{_WORDS.get(sink, sink.value)} with {source.value}"


def _confidence(ability: Ability, trace: Trace) -> Confidence:
    early = unasked(trace.moment)
    match ability.sink, ability.source:
        case None, _:
            return Confidence.LOW
        case sink, None:
            return _RUN_UNASKED.get(sink, Confidence.LOW) if early else Confidence.LOW
        case sink, source if sink in OUTWARD:
            return _of_loot(source, early=early)
        case _:
            # Fetched or decoded text that is run.
            return Confidence.HIGH if early else Confidence.MEDIUM


def _of_loot(source: Source, *, early: bool) -> Confidence:
    if source in STOLEN:
        return Confidence.HIGH if early else Confidence.MEDIUM
    return Confidence.MEDIUM if early else Confidence.LOW


def _attributes(ability: Ability) -> Iterator[tuple[str, str]]:
    if ability.sink is not None:
        yield "sink", ability.sink.value
    if ability.source is not None:
        yield "source", ability.source.value


DELTA_RULE = DeltaRule(
    id="delta-capability",
    title="Ability that the earlier release lacked",
    severity=Severity.MEDIUM,
    techniques=(Technique.SUPPLY_CHAIN_COMPROMISE,),
    compare=compare,
    doc=__doc__,
)
