"""What NuGet admits as a package's id, and how it writes a version in a URL."""

import re

from watchhouse.model.errors import RequestError
from watchhouse.model.identity import Ecosystem, ProjectName, project_name

_ID = re.compile(r"\w+(?:[.-]\w+)*")
"""NuGet's PackageIdValidator, in a form that takes linear time."""
_ID_LENGTH = 100
"""PackageIdValidator.MaxPackageIdLength."""
_VERSION_LENGTH = 128
"""More than any that nuget accepts: the gallery's column has 64 characters."""
_VERSION = re.compile(r"(\d{1,10}(?:\.\d{1,10}){0,3})(-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]*)?")


def checked_id(raw: str) -> ProjectName:
    """Return `raw` as a project's name; raises RequestError if no registry can have it."""
    if len(raw) > _ID_LENGTH or not _ID.fullmatch(raw):
        raise RequestError(f"{raw[:100]!r} is no NuGet package's id")
    return project_name(raw, Ecosystem.NUGET)


def normal_version(raw: str) -> str | None:
    """
    Return `raw` as NuGet writes it in the URL of a file, or None if it is no version.

    Three or four numbers without leading zeros, the fourth only if it is not 0, no build metadata, lower case
    (https://learn.microsoft.com/nuget/concepts/package-versioning#normalized-version-numbers).

    >>> normal_version("1.00.0.0-Beta+commit")
    '1.0.0-beta'
    """
    found = _VERSION.fullmatch(raw) if len(raw) <= _VERSION_LENGTH and raw.isascii() else None
    if found is None:
        return None
    numbers = [str(int(part)) for part in found[1].split(".")]
    numbers += ["0"] * (3 - len(numbers))
    if numbers[3:] == ["0"]:
        numbers.pop()
    return (".".join(numbers) + (found[2] or "")).lower()
