"""What the code of a package can do, with the places that show it; what nothing imports does not count."""

from collections.abc import Iterable, Iterator, Mapping

from watchhouse.evidence.delta.capabilities import NO_MEMBER, QUOTED, Ability, NamedHost, Trace
from watchhouse.evidence.facts.code import Call, CodeFacts
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.knowledge.hosts import endpoints_in, endpoints_of
from watchhouse.evidence.knowledge.loot import identity_in, whole_environment
from watchhouse.evidence.knowledge.programs import NOT_SENDING
from watchhouse.evidence.knowledge.services import services_in
from watchhouse.evidence.values import Sink, Source
from watchhouse.evidence.views.circumstances import OUTWARD, aside
from watchhouse.evidence.views.sheets import Sheet, sheets
from watchhouse.model.evidence import Moment
from watchhouse.model.identity import Sha256

TRACES = 4
"""Places kept of one ability for each moment."""
MOST_HOSTS = 400
_HOST = 200
"""Characters of a host's name: DNS allows 253, people use few."""
_RUNS = frozenset({Sink.CODE, Sink.PROCESS, Sink.NATIVE})
_FOREIGN = frozenset({Source.REMOTE_CONTENT, Source.DECODED})


def abilities(facts: PackageFacts, digests: Mapping[str, Sha256]) -> tuple[Ability, ...]:
    """Return each thing that the package's code can do, once."""
    found: dict[tuple[Sink | None, Source | None], dict[Moment, list[Trace]]] = {}
    for sheet in sheets(facts):
        if aside(sheet.code):
            continue
        for sink, source, trace in _of(sheet, digests):
            places = found.setdefault((sink, source), {}).setdefault(trace.moment, [])
            if len(places) < TRACES and all(trace.location != other.location for other in places):
                places.append(trace)
    return tuple(
        Ability(
            sink=sink,
            source=source,
            traces=tuple(trace for moment in sorted(places, reverse=True) for trace in places[moment]),
        )
        for (sink, source), places in sorted(found.items(), key=lambda one: str(one[0]))
    )


def _of(sheet: Sheet, digests: Mapping[str, Sha256]) -> Iterator[tuple[Sink | None, Source | None, Trace]]:
    code = sheet.code
    for call in code.calls:
        if call.sink is None or call.sink is Sink.FILE or call.name in NOT_SENDING:
            continue
        trace = _trace(call, code, digests)
        yield call.sink, None, trace
        for source in _flowing(call):
            yield call.sink, source, trace
    for place in sheet.places:
        trace = Trace(
            location=place.location,
            moment=place.moment,
            excerpt=place.excerpt[:QUOTED],
            sha256=digests.get(code.path, NO_MEMBER),
        )
        yield None, place.source, trace


def _flowing(call: Call) -> Iterable[Source]:
    """Return what flows into `call` that says something there: loot that leaves, foreign text that runs."""
    taints = call.taints | call.receiver.taints
    if call.sink in OUTWARD:
        return sorted(
            {
                one.source
                for one in taints
                if one.source not in _FOREIGN
                and (one.source is not Source.ENVIRONMENT or whole_environment(one))
                and (one.source is not Source.HOST_IDENTITY or identity_in(frozenset({one})))
            }
        )
    if call.sink in _RUNS:
        return sorted({one.source for one in call.taints if one.source in _FOREIGN})
    return ()


def hosts(facts: PackageFacts, digests: Mapping[str, Sha256]) -> tuple[NamedHost, ...]:
    """Return each host that the code names, once, services and bare addresses first."""
    found: dict[tuple[str, str], NamedHost] = {}
    for code in facts.code:
        if aside(code):
            continue
        for one in (*_in_texts(code, digests), *_in_calls(code, digests)):
            found.setdefault((one.host, one.service), one)
    ranked = sorted(found.values(), key=lambda one: (not one.service, not one.raw, one.host))
    return tuple(ranked)[:MOST_HOSTS]


def _in_texts(code: CodeFacts, digests: Mapping[str, Sha256]) -> Iterator[NamedHost]:
    digest = digests.get(code.path, NO_MEMBER)
    for text in code.texts:
        if "://" not in text.value:
            continue
        trace = Trace(location=text.location, moment=text.moment, excerpt=text.value[:QUOTED], sha256=digest)
        for end in endpoints_in(text.value[:4_000]):
            if end.away:
                yield NamedHost(host=end.host[:_HOST], raw=bool(end.address), trace=trace)
        for use in services_in(text.value[:4_000]):
            yield NamedHost(host=use.host[:_HOST], service=use.kind.value, trace=trace)


def _in_calls(code: CodeFacts, digests: Mapping[str, Sha256]) -> Iterator[NamedHost]:
    for call in code.calls:
        if call.sink in OUTWARD:
            for end in endpoints_of(call.values):
                if end.away:
                    trace = _trace(call, code, digests)
                    yield NamedHost(host=end.host[:_HOST], raw=bool(end.address), trace=trace)


def _trace(call: Call, code: CodeFacts, digests: Mapping[str, Sha256]) -> Trace:
    return Trace(
        location=call.location,
        moment=call.moment,
        excerpt=call.excerpt[:QUOTED],
        sha256=digests.get(code.path, NO_MEMBER),
    )
