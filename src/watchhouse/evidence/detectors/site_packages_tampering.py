"""
Other installed packages changed on disk.

A package that writes into another one's files lives on after it is uninstalled, and runs wherever the other does.

Looks at: writes and deletions whose path comes from site-packages, from another module's `__file__` or from an import
specification.
Does not look at: replaced functions in memory (see `secret-interception`), and `.pth` files (see `persistence`).
Known honest users: patch tools and build systems write into site-packages when called; a package writes into its
own folder.
"""

import re
from collections.abc import Iterator

from watchhouse.evidence.detector import Detector
from watchhouse.evidence.facts.code import Call
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.values import Sink, Value
from watchhouse.evidence.views.circumstances import settled, unasked
from watchhouse.evidence.views.sheets import sheets
from watchhouse.model.evidence import Confidence, Severity, Sighting
from watchhouse.model.technique import Technique

_FOLDERS = ("site-packages", "dist-packages", "node_modules/")
_FINDERS = frozenset(
    {
        "site.getsitepackages", "site.getusersitepackages", "sysconfig.get_path", "sysconfig.get_paths",
        "distutils.sysconfig.get_python_lib", "importlib.util.find_spec", "inspect.getfile",
        "inspect.getsourcefile", "importlib.metadata.files", "importlib.metadata.distribution",
    }
)  # fmt: skip
_FILE_OF = re.compile(r"^([a-z_]\w*)(?:\.\w+)*\.(?:__file__|__path__|origin)\b", re.IGNORECASE)
_SOURCE = (".py", ".js", ".pyc", ".so", ".pyd")


def examine(facts: PackageFacts) -> Iterator[Sighting]:
    """Yield one sighting for each member that writes into another installed package."""
    own = _own(facts)
    for sheet in sheets(facts):
        finders = {call.function for call in sheet.calls(sorted(_FINDERS))}
        changes = [(write.call, write.place) for write in sheet.writes]
        changes += [(call, call.argument(0)) for call in sheet.code.calls if call.sink is Sink.DELETION]
        for call, place in changes:
            confidence = _confidence(call, place, finders, own)
            if confidence is not None:
                yield DETECTOR.sight_call(
                    call, "changes the files of other installed packages", settled(sheet.code, confidence)
                )
                break


def _confidence(call: Call, place: Value, finders: set[str], own: frozenset[str]) -> Confidence | None:
    """Return how sure it is that `call` changes another package at `place`, or None if it does not."""
    text = place.text[:1000].replace("\\", "/")
    module = _module(place)
    if (module and module not in own) or _in_packages(text, own):
        if unasked(call.moment):
            return Confidence.HIGH
        return Confidence.MEDIUM if text.endswith(_SOURCE) else Confidence.LOW
    if call.function in finders and text.endswith(_SOURCE):
        return Confidence.MEDIUM if unasked(call.moment) else Confidence.LOW
    return None


def _module(value: Value) -> str:
    """Return the top package whose `__file__` the value is, or an empty text."""
    match = _FILE_OF.match(value.name)
    return match[1].lower() if match else ""


def _in_packages(text: str, own: frozenset[str]) -> bool:
    """Return whether `text` is a path inside a folder of installed packages that is not the package's own."""
    for folder in _FOLDERS:
        _, found, rest = text.partition(folder)
        if found:
            return rest.lstrip("/").split("/", 1)[0].lower() not in own
    return False


def _own(facts: PackageFacts) -> frozenset[str]:
    """Return the package's own top modules, and names that are nobody's."""
    tops = {part.lower() for member in facts.tree.members for part in member.path.split("/")[:3]}
    return frozenset(
        {top.removesuffix(".py") for top in tops} | {"__file__", "self", "cls", "", "{}", "__main__"}
    )


DETECTOR = Detector(
    id="site-packages-tampering",
    title="Other packages changed",
    severity=Severity.HIGH,
    techniques=(Technique.COMPROMISE_DEPENDENCIES, Technique.MATCH_LEGITIMATE_NAME),
    examine=examine,
    doc=__doc__,
)
