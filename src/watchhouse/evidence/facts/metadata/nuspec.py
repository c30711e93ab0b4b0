"""`.nuspec`: NuGet's metadata, read with expat; a document type or an entity ends the reading."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat

from watchhouse.evidence.facts.metadata import persons
from watchhouse.evidence.facts.package import Dependency, Metadata
from watchhouse.model.errors import ArtifactError
from watchhouse.model.evidence import Gap, GapReason, Location

LONGEST: Final = 1 << 20
DEEPEST: Final = 32
MOST: Final = 20_000
"""Elements of one document."""


def read_nuspec(path: str, content: bytes) -> Metadata:
    """Return what a `.nuspec` says; a document that is cut off or refused keeps what came before."""
    document = _Document()
    gaps: tuple[Gap, ...] = ()
    try:
        document.read(content[:LONGEST])
    except (expat.ExpatError, ArtifactError, ValueError, LookupError) as error:
        gaps = (
            Gap(
                reason=GapReason.CORRUPT,
                location=Location(path=path),
                detail=f"nuspec does not parse: {type(error).__name__}",
                hides=False,
            ),
        )
    urls = [("Project", document.text("projecturl")), ("Repository", document.attribute("repository", "url"))]
    people = [document.text("authors"), document.text("owners")]
    return Metadata(
        path=path,
        name=document.text("id"),
        version=document.text("version"),
        summary=document.text("summary") or document.text("description")[:400],
        description=document.text("description"),
        authors=persons.names(people),
        emails=persons.emails(people),
        urls=tuple((label, url) for label, url in urls if url),
        dependencies=tuple(document.dependencies()),
        gaps=gaps,
    )


@dataclass(slots=True)
class _Document:
    """The elements of interest, as they come by: text and attributes by path below `package/metadata`."""

    stack: list[str] = field(default_factory=list)
    texts: dict[str, list[str]] = field(default_factory=dict)
    attributes: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    seen: int = 0

    def read(self, content: bytes) -> None:
        """Read all of `content`; ArtifactError on what no honest nuspec holds."""
        parser = expat.ParserCreate(namespace_separator=None)
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _refuse
        parser.EntityDeclHandler = _refuse
        parser.ExternalEntityRefHandler = _refuse
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.Parse(content, True)  # noqa: FBT003 -- expat takes the end-of-input flag by position only

    def text(self, name: str) -> str:
        """Return the text of the metadata element `name`."""
        return "".join(self.texts.get(f"package/metadata/{name}", ())).strip()

    def attribute(self, name: str, attribute: str) -> str:
        """Return an attribute of the first metadata element `name`."""
        path = f"package/metadata/{name}"
        return next((each.get(attribute, "") for where, each in self.attributes if where == path), "")

    def dependencies(self) -> Iterator[Dependency]:
        """Yield the dependencies of every target framework, each once."""
        known: set[tuple[str, str]] = set()
        for path, attributes in self.attributes:
            if path.startswith("package/metadata/dependencies/") and path.endswith("/dependency"):
                wanted = (attributes.get("id", "").lower(), attributes.get("version", ""))
                if wanted[0] and wanted not in known:
                    known.add(wanted)
                    yield Dependency(name=wanted[0], specifier=wanted[1])

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.seen += 1
        if self.seen > MOST or len(self.stack) >= DEEPEST:
            raise ArtifactError("more elements than a nuspec has")
        self.stack.append(name.rpartition(":")[2].lower())
        if attributes:
            self.attributes.append(("/".join(self.stack), attributes))

    def _end(self, _: str) -> None:
        self.stack.pop()

    def _characters(self, text: str) -> None:
        self.texts.setdefault("/".join(self.stack), []).append(text)


def _refuse(*_: object) -> int:
    """Refuse document types and entities: no nuspec needs them, and every XML attack does."""
    raise ArtifactError("document type or entity in a nuspec")
