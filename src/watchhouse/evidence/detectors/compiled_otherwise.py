"""
Compiled Python that does what the source beside it does not say.

Python runs a compiled module in place of its source as long as the two look alike by date and size, or, where the
compiled one says so, whatever the source is. Whoever reads the source reads something else than what runs.

Looks at: compiled modules beside which a source lies; names, addresses and long texts that only the compiled one has,
and what it calls by such names.
Does not look at: compiled modules without a source, which are read like one; another order of the same names.
Known honest users: source distributions into which the compiled modules of an earlier state slipped (LOW, unless it
acted otherwise, too).
"""

from collections.abc import Iterator

from watchhouse.evidence.detector import Detector
from watchhouse.evidence.facts.bytecode.compare import COMPILED, runs_unchecked, source_beside
from watchhouse.evidence.facts.code import Call, CodeFacts
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.values import Sink
from watchhouse.evidence.views.arguments import verb_of
from watchhouse.evidence.views.circumstances import raised, settled
from watchhouse.evidence.views.lines import sources
from watchhouse.model.artifact import Member, MemberPath
from watchhouse.model.evidence import Confidence, Location, Severity, Sighting
from watchhouse.model.technique import Technique

_ACTS = frozenset({Sink.PROCESS, Sink.CODE, Sink.NETWORK, Sink.DNS, Sink.NATIVE, Sink.STARTUP})


def examine(facts: PackageFacts) -> Iterator[Sighting]:
    """Yield one sighting for each compiled module that differs from the source beside it."""
    compiled = [code for code in facts.code if code.path.endswith(COMPILED)]
    members = sources(facts) if compiled else {}
    seen: set[MemberPath] = set()
    for code in compiled:
        source = members.get(MemberPath(source_beside(code.path)))
        if source is not None and code.path not in seen:
            seen.add(code.path)
            yield _sight(code, members[code.path], source)


def _sight(code: CodeFacts, member: Member, source: Member) -> Sighting:
    text = source.content.decode("utf-8", "replace")
    acts = next((call for call in code.calls if call.sink in _ACTS and verb_of(call) not in text), None)
    unchecked = runs_unchecked(member.content)
    confidence = raised(raised(Confidence.LOW, when=acts is not None), when=acts is not None and unchecked)
    detail = (("unchecked", "yes"),) if unchecked else ()
    if acts is None:
        claim = "is compiled from another source than the one beside it"
        return DETECTOR.sight(claim, settled(code, confidence), Location(path=code.path), attributes=detail)
    return DETECTOR.sight_call(acts, _claim(acts), settled(code, confidence), attributes=detail)


def _claim(call: Call) -> str:
    what = "speaks to the network" if call.sink in {Sink.NETWORK, Sink.DNS} else "runs something"
    return f"{what}, which the source beside it does not say"


DETECTOR = Detector(
    id="compiled-otherwise",
    title="Compiled code that its source does not say",
    severity=Severity.HIGH,
    techniques=(Technique.MATCH_LEGITIMATE_NAME, Technique.OBFUSCATION),
    examine=examine,
    doc=__doc__,
)
