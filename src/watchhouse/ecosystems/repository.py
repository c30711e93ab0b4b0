"""Which source repository a URL points at, and whose it is."""

import re
from dataclasses import dataclass

_FORGES = ("github.com", "gitlab.com", "bitbucket.org", "codeberg.org", "gitee.com", "sr.ht")
_URL = re.compile(
    r"(?:git\+)?(?:https?|ssh|git)://(?:[^/@\s]{1,100}@)?([\w.-]{3,253})(?::\d{1,5})?/([^/\s?#]{1,100})/([^/\s?#]{1,100})",
    re.ASCII | re.IGNORECASE,
)
_PRIVATE_PARTS = ("sponsors", "orgs", "apps", "users", "about", "features", "marketplace", "topics")
"""First parts of a forge's paths that are no owner."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Repository:
    """One repository on a public forge; all parts in lower case."""

    host: str
    owner: str
    name: str

    @property
    def key(self) -> str:
        """Host, owner and name, as in the shipped list."""
        return f"{self.host}/{self.owner}/{self.name}"


def repository_in(url: str) -> Repository | None:
    """
    Return the repository that `url` points into, if it is on a public forge.

    A host that only pretends to be the forge (`github.com.example`) counts as the forge.

    >>> repository_in("https://github.com/psf/requests/issues")
    Repository(host='github.com', owner='psf', name='requests')
    """
    match = _URL.match(url.strip())
    if match is None:
        return None
    host = match[1].lower().removeprefix("www.")
    forge = next((forge for forge in _FORGES if host == forge or host.startswith(forge + ".")), None)
    owner, name = match[2].lower(), match[3].lower().removesuffix(".git")
    if forge is None or owner in _PRIVATE_PARTS or not name:
        return None
    return Repository(host=forge, owner=owner, name=name)
