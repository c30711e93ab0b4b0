"""Whether a name that a feed tells can be a project's name at all."""

from packaging.utils import InvalidName, canonicalize_name

from watchhouse.ecosystems.npm.names import checked_name
from watchhouse.ecosystems.nuget.names import checked_id
from watchhouse.model.errors import RequestError
from watchhouse.model.identity import Ecosystem, ProjectName, project_name

_PYPI_LENGTH = 400
"""No index admits so many; the bound keeps a hostile name from costing anything."""


def ownable(raw: str, ecosystem: Ecosystem) -> ProjectName | None:
    """
    Return the normal form of `raw`, or None if no project can be called that.

    >>> ownable("Foo.Bar", Ecosystem.PYPI)
    'foo-bar'
    >>> ownable("../etc", Ecosystem.NPM) is None
    True
    """
    try:
        match ecosystem:
            case Ecosystem.PYPI:
                if len(raw) > _PYPI_LENGTH:
                    return None
                canonicalize_name(raw, validate=True)
                return project_name(raw, ecosystem)
            case Ecosystem.NPM:
                return checked_name(raw)
            case Ecosystem.NUGET:
                return checked_id(raw)
    except (InvalidName, RequestError):
        return None
