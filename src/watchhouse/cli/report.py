"""What every format renders: the outcomes of one scan in the order in which they were asked for."""

from dataclasses import dataclass

from watchhouse.model.evidence import Sighting
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
    """One reason to show, and how many more say the same of other lines."""

    reason: Reason
    alike: int = 0

    @property
    def sighting(self) -> Sighting:
        """The sighting that stands for all of them."""
        return self.reason.sighting


def grounds(verdict: Verdict) -> tuple[Ground, ...]:
    """Return the reasons that moved `verdict`, heaviest first, those of one detector and claim as one."""
    moving = [reason for reason in verdict.reasons if reason.weight > 0] or verdict.reasons
    alike: dict[tuple[str, str], list[Reason]] = {}
    for reason in moving:
        alike.setdefault((reason.sighting.detector, reason.sighting.claim), []).append(reason)
    return tuple(Ground(reason=reasons[0], alike=len(reasons) - 1) for reasons in alike.values())
