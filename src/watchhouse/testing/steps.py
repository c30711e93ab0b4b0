"""What happens to one project, in order: the rows of its registry's stream."""

from dataclasses import dataclass

from watchhouse.model.event import EventKind
from watchhouse.model.identity import Ecosystem
from watchhouse.testing.generate.blueprint import Form
from watchhouse.testing.project import PlannedFile, Project, Release


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing that happens to a project."""

    kind: EventKind
    at: float
    release: Release | None = None
    file: PlannedFile | None = None


def steps(project: Project) -> tuple[Step, ...]:
    """Return everything that happens to `project`, earliest first; what a stream does not tell is left out."""
    found = [step for release in project.releases for step in _of_release(project.ecosystem, release)]
    if project.ecosystem is Ecosystem.PYPI:
        made = [
            Step(kind=kind, at=project.created)
            for kind in (EventKind.PROJECT_CREATED, EventKind.OWNER_CHANGED)
        ]
        found = made + found
    if project.removed is not None:
        found = [step for step in found if step.at < project.removed]
        found += _removal(project, project.removed)
    return tuple(sorted(found, key=lambda step: step.at))


def _of_release(ecosystem: Ecosystem, release: Release) -> list[Step]:
    files = [_published(release, file) for file in release.files]
    yanked = [] if release.yanked is None else [_step(EventKind.RELEASE_YANKED, release.yanked, release)]
    match ecosystem:
        case Ecosystem.PYPI:
            return [_step(EventKind.RELEASE_CREATED, release.at, release), *files, *yanked]
        case Ecosystem.NPM:
            return [_step(EventKind.PROJECT_CHANGED, release.at, release)]
        case Ecosystem.NUGET:
            return [*files, *yanked]


def _step(kind: EventKind, at: float, release: Release) -> Step:
    return Step(kind=kind, at=at, release=release)


def _published(release: Release, file: PlannedFile) -> Step:
    return Step(kind=EventKind.FILE_PUBLISHED, at=file.at, release=release, file=file)


def _removal(project: Project, at: float) -> list[Step]:
    """NuGet knows no removal of a project, only of each of its releases."""
    if project.ecosystem is Ecosystem.NUGET:
        return [Step(kind=EventKind.RELEASE_REMOVED, at=at, release=release) for release in project.releases]
    return [Step(kind=EventKind.PROJECT_REMOVED, at=at)]


def action(project: Project, step: Step, file: str) -> str:
    """Return the words of PyPI's journal for `step`; `file` is the name of its file."""
    match step.kind:
        case EventKind.PROJECT_CREATED:
            return "create"
        case EventKind.OWNER_CHANGED:
            return f"add Owner {project.user}"
        case EventKind.RELEASE_CREATED:
            return "new release"
        case EventKind.FILE_PUBLISHED:
            source = step.file is not None and step.file.form is Form.SDIST
            return f"add {'source' if source else 'py3'} file {file}"
        case EventKind.RELEASE_YANKED:
            return "yank release"
        case _:
            return "remove project"
