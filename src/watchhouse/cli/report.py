"""What every format renders: the outcomes of one scan in the order in which they were asked for."""

from collections import Counter
from dataclasses import dataclass

from watchhouse.model.evidence import Location, Sighting
from watchhouse.model.verdict import Level, Reason, Verdict
from watchhouse.pipeline.scan import Failed, Judged, Outcome, Skipped


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One scan."""

    outcomes: tuple[Outcome, ...]
    verbose: bool = False
    """Whether to show every sighting, weight and gap."""

    @property
    def judged(self) -> tuple[Judged, ...]:
        """The outcomes that are verdicts, the worst first, otherwise in the order asked for."""
        judged = (outcome for outcome in self.outcomes if isinstance(outcome, Judged))
        return tuple(sorted(judged, key=lambda one: (-one.verdict.level, -one.verdict.probability)))

    @property
    def failed(self) -> tuple[Failed, ...]:
        """The targets without a verdict."""
        return tuple(outcome for outcome in self.outcomes if isinstance(outcome, Failed))

    @property
    def skipped(self) -> tuple[Skipped, ...]:
        """The targets that nobody on this machine would install."""
        return tuple(outcome for outcome in self.outcomes if isinstance(outcome, Skipped))

    def count(self, level: Level) -> int:
        """Return how many artifacts have `level`."""
        return sum(one.verdict.level is level for one in self.judged)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """One place to show, with everything that is said of it, and how many other places say the same."""

    reasons: tuple[Reason, ...]
    """Heaviest first, never empty."""
    alike: int = 0

    @property
    def sighting(self) -> Sighting:
        """The sighting that stands for all of them."""
        return self.reasons[0].sighting

    @property
    def claims(self) -> tuple[str, ...]:
        """What is said of the place, each once."""
        return tuple(dict.fromkeys(reason.sighting.claim for reason in self.reasons))


def grounds(verdict: Verdict) -> tuple[Ground, ...]:
    """Return the reasons that moved `verdict`, heaviest first: one for each line, and one for each claim."""
    places: dict[tuple[Location, str], list[Reason]] = {}
    homes: dict[tuple[str, str], tuple[Location, str]] = {}
    alike: Counter[tuple[Location, str]] = Counter()
    for reason in [reason for reason in verdict.reasons if reason.weight > 0] or verdict.reasons:
        seen = reason.sighting
        place = (seen.location, seen.excerpt)
        home = homes.setdefault((seen.detector, seen.claim), place)
        if home == place:
            places.setdefault(place, []).append(reason)
        elif place not in places:
            alike[home] += 1
    return tuple(Ground(reasons=tuple(said), alike=alike[place]) for place, said in places.items())
