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
from watchhouse.evidence.facts.values import Sink, Value
from watchhouse.evidence.index import sheets
from watchhouse.evidence.knowledge.arguments import texts_of
from watchhouse.evidence.knowledge.circumstances import settled, unasked
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
_WRITES = frozenset({Sink.FILE, Sink.STARTUP, Sink.DELETION})
_SOURCE = (".py", ".js", ".pyc", ".so", ".pyd")


def examine(facts: PackageFacts) -> Iterator[Sighting]:
    """Yield one sighting for each write into another installed package."""
    own = _own(facts)
    for sheet in sheets(facts):
        finders = {call.function for call in sheet.calls(sorted(_FINDERS))}
        for call in sheet.code.calls:
            if call.sink not in _WRITES:
                continue
            confidence = _confidence(call, finders, own)
            if confidence is not None:
                yield DETECTOR.sight_call(
                    call, "changes the files of other installed packages", settled(sheet.code, confidence)
                )
                break


def _confidence(call: Call, finders: set[str], own: frozenset[str]) -> Confidence | None:
    """Return how sure it is that `call` writes into another package, or None if it does not."""
    values = (call.receiver, *call.values)
    module = next((name for value in values if (name := _module(value)) and name not in own), "")
    folder = next((text for value in values for text in texts_of(value) if _in_packages(text, own)), "")
    if module or folder:
        if unasked(call.moment):
            return Confidence.HIGH
        return Confidence.MEDIUM if module or folder.endswith(_SOURCE) else Confidence.LOW
    if call.function in finders and any(
        text.endswith(_SOURCE) for value in values for text in texts_of(value)
    ):
        return Confidence.MEDIUM if unasked(call.moment) else Confidence.LOW
    return None


def _module(value: Value) -> str:
    """Return the top package whose `__file__` the value is, or an empty text."""
    match = _FILE_OF.match(value.name)
    return match[1].lower() if match else ""


def _in_packages(text: str, own: frozenset[str]) -> bool:
    """Return whether `text` is a path inside a folder of installed packages that is not the package's own."""
    plain = text[:1000].replace("\\", "/")
    for folder in _FOLDERS:
        _, found, rest = plain.partition(folder)
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
