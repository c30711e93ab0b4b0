"""Two releases side by side, and what a rule about their difference is."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from watchhouse.evidence.delta.capabilities import Capabilities, Trace
from watchhouse.evidence.detector import Rule
from watchhouse.model.evidence import Confidence, Location, Sighting

_VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z.+!_-]{0,39}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """An earlier release and the one that is judged."""

    old: Capabilities
    new: Capabilities

    @property
    def since(self) -> str:
        """How a claim ends; a version that looks like none is hostile text and is left out."""
        known = _VERSION.fullmatch(self.old.version)
        return f"new since {self.old.version}" if known else "new since the earlier release"

    @property
    def alike(self) -> bool:
        """Whether both are files of one kind: an sdist has an installer that its wheel lacks."""
        return self.old.kind is self.new.kind

    @property
    def metadata(self) -> Location:
        """The place of the new metadata as a whole."""
        return Location(path=self.new.metadata_path)

    def changed(self, traces: Iterable[Trace]) -> tuple[Trace, ...]:
        """
        Return `traces` if all of them lie in members that the old release did not hold, else nothing.

        What an unchanged member shows the old release could do, too, whether it was read there or not.
        """
        found = tuple(traces)
        before = frozenset(self.old.files)
        return () if any(trace.sha256 in before for trace in found) else found


@dataclass(frozen=True, slots=True, kw_only=True)
class DeltaRule(Rule):
    """A rule, and how it is seen between two releases."""

    compare: Callable[[Change], Iterator[Sighting]]

    def sight_trace(
        self,
        trace: Trace,
        claim: str,
        confidence: Confidence,
        *,
        attributes: Iterable[tuple[str, str]] = (),
    ) -> Sighting:
        """Return a sighting that points at `trace`."""
        return self.sight(
            claim,
            confidence,
            trace.location,
            moment=trace.moment,
            excerpt=trace.excerpt,
            attributes=attributes,
        )
