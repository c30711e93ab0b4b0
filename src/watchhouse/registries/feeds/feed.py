"""What every feed and every listing of a registry can do."""

from typing import Protocol

from watchhouse.model.feed import FeedPage
from watchhouse.model.identity import Ecosystem, ProjectName
from watchhouse.model.publication import Listing


class Feed(Protocol):
    """One registry's stream of events; used by one thread at a time."""

    @property
    def name(self) -> str:
        """What its cursor is kept under, such as `pypi` or `operator:NAME`."""

    @property
    def ecosystem(self) -> Ecosystem:
        """Whose events it tells."""

    def start(self) -> str:
        """Return a cursor for what happens from now on; raises InfrastructureError."""

    def poll(self, cursor: str) -> FeedPage:
        """
        Return what happened after `cursor`, as much as one answer holds.

        Asking twice with one cursor gives events of the same keys. Raises InfrastructureError if the registry
        cannot be asked now or what it says makes no sense: then nothing was consumed.
        """


class Lister(Protocol):
    """Lists the files of one registry's projects; may be used from many threads."""

    @property
    def ecosystem(self) -> Ecosystem:
        """Whose projects it lists."""

    def list(self, name: ProjectName, least: int = 0) -> Listing:
        """
        Return what the registry offers of `name` now; raises InfrastructureError if it cannot be asked.

        `least` is the serial of the newest event that is known of the project: a page that says it is older raises
        InfrastructureError, too, because what it lacks would be missed for good.
        """
