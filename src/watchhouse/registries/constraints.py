"""What pip's constraint files say: the versions that a project may have on this machine."""

from collections.abc import Iterable
from pathlib import Path

from watchhouse.ecosystems.manifests.requirement_lines import lines
from watchhouse.ecosystems.manifests.requirement_words import Named, read_requirement
from watchhouse.ecosystems.pypi.machine import Machine
from watchhouse.model.errors import RequestError
from watchhouse.model.identity import ProjectName


def read_constraints(files: Iterable[str], machine: Machine) -> dict[ProjectName, str]:
    """
    Return the specifier for each project that one of `files` limits.

    Raises RequestError if one cannot be read: pip would refuse to run as well.
    """
    found: dict[ProjectName, Named] = {}
    for file in files:
        try:
            text = Path(file.removeprefix("file://")).read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise RequestError(f"pip's constraint file {file[:200]} cannot be read") from error
        for line in lines(text, file):
            limit = read_requirement(line.requirement, (), line.origin, machine) if line.requirement else None
            if isinstance(limit, Named):
                earlier = found.get(limit.name)
                found[limit.name] = limit if earlier is None else earlier.narrowed(limit)
    return {name: limit.specifier for name, limit in found.items()}
