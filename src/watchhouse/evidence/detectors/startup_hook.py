"""
A module that Python imports by itself at every start.

The first `sitecustomize` or `usercustomize` on the path is imported by every interpreter, whoever starts it and for
what.

Looks at: members with these names at the root of what is installed.
Does not look at: `.pth` files (see `pth-exec`), and such files written later (see `persistence`).
Known honest users: coverage, debuggers and site administrators' packages; they patch and do not speak to the network.
"""

from collections.abc import Iterator

from watchhouse.evidence.detector import Detector
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.values import Sink, Source
from watchhouse.evidence.views.circumstances import aside
from watchhouse.model.evidence import Confidence, Location, Moment, Severity, Sighting
from watchhouse.model.technique import Technique

_NAMES = frozenset({"sitecustomize.py", "usercustomize.py", "sitecustomize.pyc", "usercustomize.pyc"})
_PACKAGES = frozenset({"sitecustomize", "usercustomize"})
_ACTS = frozenset({Sink.NETWORK, Sink.PROCESS, Sink.CODE, Sink.DNS, Sink.STARTUP, Sink.NATIVE})
_ROOTS = frozenset({"src", "lib", "purelib", "platlib"})
_DEEPEST = 3
"""Folders above the root of what is installed: the sdist's own, `src`, a wheel's data folder."""


def examine(facts: PackageFacts) -> Iterator[Sighting]:
    """Yield one sighting for each module that Python would import by itself."""
    acting = {
        code.path
        for code in facts.code
        if any(call.sink in _ACTS or call.receives(Source.DECODED) for call in code.calls)
    }
    set_aside = {code.path for code in facts.code if aside(code)}
    for member in facts.tree.members:
        if not _imported_at_start(member.path) or member.path in set_aside or not member.content.strip():
            continue
        yield DETECTOR.sight(
            "is imported by every interpreter that starts" + (" and acts" if member.path in acting else ""),
            Confidence.HIGH if member.path in acting else Confidence.MEDIUM,
            Location(path=member.path, line=1),
            moment=Moment.START,
            excerpt=member.content[:400].decode("utf-8", "replace").strip().split("\n")[0],
        )


def _imported_at_start(path: str) -> bool:
    *folders, name = path.split("/")
    if folders and folders[-1] in _PACKAGES and name == "__init__.py":
        name = f"{folders.pop()}.py"
    if name not in _NAMES or len(folders) > _DEEPEST:
        return False
    return len(folders) < 2 or folders[-1] in _ROOTS


DETECTOR = Detector(
    id="startup-hook",
    title="Module imported at every start",
    severity=Severity.HIGH,
    techniques=(Technique.PYTHON_STARTUP_HOOKS,),
    examine=examine,
    doc=__doc__,
)
