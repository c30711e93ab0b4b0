"""The reasons of a verdict as a person reads them: one for each line of code, with everything that is said of it."""

from collections import Counter
from dataclasses import dataclass

from watchhouse.model.evidence import Location, Sighting
from watchhouse.model.verdict import Reason, Verdict


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
