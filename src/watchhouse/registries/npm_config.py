"""Which registry npm is configured with: environment, `.npmrc` files, or what npm itself answers."""

import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

from watchhouse.model.errors import RequestError

_VARIABLE = re.compile(r"\$\{([^${}]+)\}")
_SECONDS = 20
"""npm starts in less than one."""


def npm_options(environment: Mapping[str, str], folder: Path) -> dict[str, str]:
    """Return npm's options by name, such as `registry` and `@scope:registry`, for somebody in `folder`."""
    found: dict[str, str] = {}
    for file in _files(environment, folder):
        found |= _read(file, environment)
    for name, value in environment.items():
        if name.lower().startswith("npm_config_") and value:
            found[name[len("npm_config_") :].lower()] = value
    return found


def npm_answer() -> str:
    """
    Return the registry that npm itself names: its built-in default, where nothing is configured.

    Raises RequestError if there is no npm to ask.
    """
    npm = shutil.which("npm")
    if npm is None:
        raise RequestError("no npm registry is configured: name one with --npm-registry")
    try:
        answer = subprocess.run(  # noqa: S603 - a fixed command line
            [npm, "config", "get", "registry"], capture_output=True, text=True, timeout=_SECONDS, check=True
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise RequestError("npm does not say its registry: name one with --npm-registry") from error
    return answer.stdout.strip()


def _files(environment: Mapping[str, str], folder: Path) -> Iterator[Path]:
    """Yield the files from the least to the most important (npm: global, user, project)."""
    lowered = {name.lower(): value for name, value in environment.items()}
    npm = shutil.which("npm", path=environment.get("PATH", ""))
    prefix = lowered.get("npm_config_prefix") or (Path(npm).parent.parent if npm else None)
    if "npm_config_globalconfig" in lowered:
        yield Path(lowered["npm_config_globalconfig"])
    elif prefix is not None:
        yield Path(prefix, "etc", "npmrc")
    home = environment.get("HOME") or str(Path.home())
    yield Path(lowered.get("npm_config_userconfig") or Path(home, ".npmrc"))
    yield folder / ".npmrc"


def _read(file: Path, environment: Mapping[str, str]) -> dict[str, str]:
    try:
        text = file.read_text("utf-8")
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise RequestError(f"npm's configuration {file} cannot be read: {error}") from error
    found: dict[str, str] = {}
    for line in text.splitlines():
        name, equals, value = line.partition("=")
        if equals and not name.lstrip().startswith(("#", ";", "//")):
            plain = value.strip().strip("\"'")
            found[name.strip()] = _VARIABLE.sub(lambda match: environment.get(match[1], match[0]), plain)
    return found
