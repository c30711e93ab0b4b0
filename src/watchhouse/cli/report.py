"""What every format renders: the outcomes of one scan in the order in which they were asked for."""

from dataclasses import dataclass

from watchhouse.model.verdict import Level
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
