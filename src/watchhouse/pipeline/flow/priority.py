"""Which file is examined first, by who is in danger: those who mistype a name, then those who trust a new one."""

from enum import IntEnum

from watchhouse.ecosystems.lookalike import lookalikes
from watchhouse.ecosystems.popular import popular_names
from watchhouse.model.identity import Ecosystem, ProjectName


class Priority(IntEnum):
    """How urgent an examination is; the highest comes first."""

    BACKSCAN = 10
    """An old file that somebody wants looked at."""
    RESCAN = 20
    """A file that has a verdict by other rules."""
    REST = 30
    POPULAR = 40
    """A release of one of the most downloaded projects."""
    NEW = 50
    """A file of a project that was created while we watched."""
    LOOKALIKE = 60
    """A new project whose name resembles a popular one."""


def priority(name: ProjectName, ecosystem: Ecosystem, *, new: bool) -> Priority:
    """
    Return how urgent the files of `name` are; `new` says that the project was created while we watched.

    >>> priority(ProjectName("reqeusts"), Ecosystem.PYPI, new=True).name
    'LOOKALIKE'
    >>> priority(ProjectName("requests"), Ecosystem.PYPI, new=False).name
    'POPULAR'
    """
    if new and lookalikes(name, ecosystem):
        return Priority.LOOKALIKE
    if new:
        return Priority.NEW
    return Priority.POPULAR if name in popular_names(ecosystem).rank else Priority.REST
