"""Places on this machine that pip can be pointed at: a `file:` index, a folder of files, a page on disk."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from watchhouse.ecosystems.pypi.choice import Candidate
from watchhouse.ecosystems.pypi.files import release_file
from watchhouse.model.errors import InfrastructureError, RequestError
from watchhouse.model.identity import ProjectName
from watchhouse.registries.transport import NotFoundError, Page


def path_of(place: str) -> Path | None:
    """Return the path that the `file:` URL or plain path `place` names, or None for another URL."""
    if place.startswith("file:"):
        try:
            parts = urlsplit(place)
        except ValueError as error:  # brackets that hold no IPv6 address
            raise RequestError(f"{place[:200]!r} is no place") from error
        if parts.netloc not in {"", "localhost"}:
            raise RequestError(f"{place[:200]!r} is on another machine")
        return Path(unquote(parts.path))
    return None if "://" in place else Path(place)


def page_at(path: Path) -> Page:
    """Return the page that lies at `path`, which for a folder is its `index.html` (as with pip)."""
    file = path / "index.html" if path.is_dir() else path
    try:
        content = file.read_bytes()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise NotFoundError(f"{file} is not there") from error
    except OSError as error:
        raise InfrastructureError(f"{file} cannot be read: {error.strerror}") from error
    return Page(url=file.absolute().as_uri(), content=content, media_type="text/html", charset=None)


def files_in(folder: Path, project: ProjectName) -> list[Candidate]:
    """Return the sdists and wheels of `project` that lie in `folder`, in the order in which pip sees them."""
    try:
        names = sorted((entry.name for entry in folder.iterdir()), reverse=True)
    except OSError as error:
        raise InfrastructureError(f"{folder} cannot be read: {error.strerror}") from error
    return [
        Candidate(file=name, url=(folder / name).absolute().as_uri(), release=release)
        for name in names
        if (release := release_file(name, project)) is not None
    ]


def read_file(url: str, limit: int) -> bytes:
    """Return the content of the `file:` URL `url`; raises RequestError if it is larger than `limit`."""
    path = path_of(url)
    if path is None:
        raise RequestError(f"{url[:200]!r} is no file")
    try:
        with path.open("rb") as file:
            content = file.read(limit + 1)
    except OSError as error:
        raise InfrastructureError(f"{path} cannot be read: {error.strerror}") from error
    if len(content) > limit:
        raise RequestError(f"{path} is larger than {limit} bytes")
    return content
