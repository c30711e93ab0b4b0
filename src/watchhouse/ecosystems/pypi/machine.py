"""The machine that packages would be installed on, as a value."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from packaging.markers import Marker, UndefinedComparison, UndefinedEnvironmentName
from packaging.tags import Tag


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """What an installer knows of its machine: marker variables, and wheel tags in order of preference."""

    environment: Mapping[str, str]
    """As `packaging.markers.default_environment` gives it."""
    tags: tuple[Tag, ...]
    """As `packaging.tags.sys_tags` gives it, most preferred first."""
    rank: Mapping[Tag, int] = field(init=False, repr=False, compare=False)
    """The place of each tag in `tags`."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "rank", {tag: place for place, tag in enumerate(self.tags)})

    @property
    def python(self) -> str:
        """The Python version against which Requires-Python is held."""
        return self.environment["python_full_version"].split("+")[0]

    def holds(
        self, marker: Marker, *, extras: Iterable[str] = (), groups: Iterable[str] = (), locked: bool = False
    ) -> bool:
        """
        Return whether `marker` holds here; `locked` says that it stands in a lock file.

        A marker that cannot be evaluated holds: what may be installed is to be examined.
        """
        variables: dict[str, str | frozenset[str]] = dict(self.environment)
        if locked:
            variables |= {"extras": frozenset(extras), "dependency_groups": frozenset(groups)}
        try:
            return marker.evaluate(variables, context="lock_file" if locked else "metadata")
        except (UndefinedComparison, UndefinedEnvironmentName, KeyError):
            return True
