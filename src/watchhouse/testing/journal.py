"""Everything that happens on one registry, in order, in a few bytes for each row."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from watchhouse.model.identity import Ecosystem
from watchhouse.testing.project import Project
from watchhouse.testing.steps import Step, steps


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Where a row's project and step are found."""

    number: int
    """Its place in the journal, from 0."""
    at: float
    project: int
    step: int


class Journal:
    """The rows of one registry by time; a row is visible once its time has come."""

    def __init__(self, times: "array[float]", whose: "array[int]", which: "array[int]") -> None:
        # Rows of one moment stay in their project's order.
        order = sorted(range(len(times)), key=times.__getitem__)
        self._times = array("d", map(times.__getitem__, order))
        self._projects = array("I", map(whose.__getitem__, order))
        self._steps = array("H", map(which.__getitem__, order))
        self._following = _following(self._projects)

    def __len__(self) -> int:
        return len(self._times)

    def visible(self, at: float) -> int:
        """Return how many rows have happened at the time `at`."""
        return bisect_right(self._times, at)

    def row(self, number: int) -> Row:
        """Return row `number`."""
        return Row(
            number=number, at=self._times[number], project=self._projects[number], step=self._steps[number]
        )

    def rows(self, first: int, end: int) -> Iterator[Row]:
        """Yield the rows from `first` to before `end`."""
        return map(self.row, range(max(first, 0), min(end, len(self))))

    def find(self, at: float, project: int, step: int) -> int:
        """Return the number of the row at the time `at` that tells `step` of `project`; raises KeyError."""
        for number in range(bisect_left(self._times, at), self.visible(at)):
            if self._projects[number] == project and self._steps[number] == step:
                return number
        raise KeyError(step)

    def newest(self, number: int, end: int) -> bool:
        """Tell whether row `number` is its project's last one before row `end`."""
        return self._following[number] >= end


def journals(
    projects: Iterable[Project], told: Callable[[Project], tuple[Step, ...]] = steps
) -> dict[Ecosystem, Journal]:
    """Return the journal of each registry, of what is `told` of each project; `projects` is gone through once."""
    columns = {ecosystem: (array("d"), array("I"), array("H")) for ecosystem in Ecosystem}
    for project in projects:
        times, whose, which = columns[project.ecosystem]
        for number, step in enumerate(told(project)):
            times.append(step.at)
            whose.append(project.index)
            which.append(number)
    return {ecosystem: Journal(*rows) for ecosystem, rows in columns.items()}


def _following(projects: "array[int]") -> "array[int]":
    """Return for each row the number of the next row of the same project, or a number beyond every row."""
    beyond = len(projects)
    following, seen = array("I", bytes(4 * beyond)), dict[int, int]()
    for number in range(beyond - 1, -1, -1):
        following[number] = seen.get(projects[number], beyond)
        seen[projects[number]] = number
    return following
