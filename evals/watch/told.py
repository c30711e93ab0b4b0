"""What the generator itself says that its feeds told: every row, and which of them a fault held back."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil

from watchhouse.model.identity import Ecosystem
from watchhouse.testing.faults import FaultKind, Faults, FaultSwitch, parse_rule
from watchhouse.testing.local_registry.nuget_packages import CATALOG
from watchhouse.testing.local_registry.pypi_index import FIRST_SERIAL
from watchhouse.testing.local_registry.pypi_rpc import PATH
from watchhouse.testing.world import World

CHANGES = "/registry/_changes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One row of a feed."""

    ecosystem: Ecosystem
    mark: str
    """By which its event is known: see `marks` of `fast_motion`."""
    project: int
    at: float
    withheld: bool
    """Whether a fault leaves it out for good."""
    distorted: bool
    """Whether a fault tells it with another time."""
    superseded: bool
    """Whether a later row of its project took its place, as in npm's feed, before or after it was seen."""


def told(world: World, faults: tuple[str, ...], seed: int, first_seq: int) -> Iterator[Told]:
    """Yield every row of the three streams from the beginning of the world's on."""
    switch = FaultSwitch(Faults(rules=tuple(map(parse_rule, faults)), seed=seed))
    begin = world.recipe.begin.timestamp()
    for ecosystem, path, first in (
        (Ecosystem.PYPI, PATH, FIRST_SERIAL),
        (Ecosystem.NPM, CHANGES, first_seq),
        (Ecosystem.NUGET, CATALOG, 0),
    ):
        journal = world.journal(ecosystem)
        for row in journal.rows(journal.visible(begin), len(journal)):
            number = first + row.number
            project = world.project(row.project)
            step = world.steps(row.project)[row.step]
            version = "" if step.release is None else step.release.version
            mark = {
                Ecosystem.PYPI: f"{number} {project.spelled}",
                Ecosystem.NPM: f"{project.spelled}@{row.step + 1}",
                Ecosystem.NUGET: f"{ceil(row.at)} {project.spelled} {version}",
            }[ecosystem]
            yield Told(
                ecosystem=ecosystem,
                mark=mark,
                project=row.project,
                at=row.at,
                withheld=switch.of_row(FaultKind.GAP, path, number),
                distorted=switch.of_row(FaultKind.FUTURE, path, number),
                superseded=ecosystem is Ecosystem.NPM and not journal.newest(row.number, len(journal)),
            )
