"""
A `.pth` file that runs code at every start of Python.

Python executes each line of a `.pth` file that starts with `import`, at every start of the interpreter,
whether or not the package is ever imported. Few honest packages need that.

Looks at: members named `*.pth`, and what the code on their lines calls.
Does not look at: `.pth` files that an installer writes later (see `persistence`).
Known honest users: editable installs, `distutils-precedence.pth`, coverage's subprocess hook, namespace packages.
"""

from collections.abc import Iterator

from watchhouse.evidence.detector import Detector
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.model.evidence import Confidence, Location, Moment, Severity, Sighting
from watchhouse.model.technique import Technique

_EXECUTES = ("import ", "import\t")
"""site.py: `if line.startswith(("import ", "import\\t")): exec(line)`."""


def examine(facts: PackageFacts) -> Iterator[Sighting]:
    """Yield one sighting for each `.pth` line that Python would execute."""
    for member in facts.tree.members:
        if not member.path.endswith(".pth"):
            continue
        text = member.content.decode("utf-8", "replace")
        for number, line in enumerate(text.splitlines(), start=1):
            if line.startswith(_EXECUTES):
                yield DETECTOR.sight(
                    "runs code whenever the interpreter starts",
                    Confidence.MEDIUM,
                    Location(path=member.path, line=number),
                    moment=Moment.START,
                    excerpt=line,
                )


DETECTOR = Detector(
    id="pth-exec",
    title="Code in a .pth file",
    severity=Severity.MEDIUM,
    techniques=(Technique.PYTHON_STARTUP_HOOKS,),
    examine=examine,
    doc=__doc__,
)
