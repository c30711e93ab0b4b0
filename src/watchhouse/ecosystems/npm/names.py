"""What npm admits as a package's name, and for which platforms a package says it is."""

import re
from collections.abc import Sequence

from watchhouse.ecosystems.pypi.machine import Machine
from watchhouse.model.errors import RequestError
from watchhouse.model.identity import Ecosystem, ProjectName, project_name

_NAME = re.compile(r"(?:@[A-Za-z0-9~_-][A-Za-z0-9._~-]*/)?[A-Za-z0-9~-][A-Za-z0-9._~!'()*-]*")
"""validate-npm-package-name's rule for old packages: URL-safe, no dot or underscore first."""

_LENGTH = 214
"""validate-npm-package-name: a name can no longer contain more than 214 characters."""

_PROCESSORS = {
    "x86_64": "x64",
    "amd64": "x64",
    "aarch64": "arm64",
    "arm64": "arm64",
    "i686": "ia32",
    "x86": "ia32",
}
"""Node's `process.arch` for `platform.machine()`."""


def checked_name(raw: str) -> ProjectName:
    """Return `raw` as a project's name; raises RequestError if no registry can have it."""
    if len(raw) > _LENGTH or not _NAME.fullmatch(raw):
        raise RequestError(f"{raw[:100]!r} is no npm package's name")
    return project_name(raw, Ecosystem.NPM)


def fits_platform(systems: Sequence[str], processors: Sequence[str], machine: Machine) -> bool:
    """Return whether npm installs on `machine` what is meant for `systems` and `processors` (`os`, `cpu`)."""
    processor = machine.environment["platform_machine"].lower()
    return _admits(systems, machine.environment["sys_platform"]) and _admits(
        processors, _PROCESSORS.get(processor, processor)
    )


def _admits(words: Sequence[str], here: str) -> bool:
    """Apply npm's list: `!name` refuses, a plain name admits only itself, `any` admits everything."""
    plain = [word for word in words if not word.startswith("!")]
    return f"!{here}" not in words and (not plain or here in plain or "any" in plain)
