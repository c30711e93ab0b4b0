"""A module's code object comes in, its source text goes out, with the compiler's line for each line of it."""

from dataclasses import dataclass

from watchhouse.evidence.facts.bytecode.lift import MOST_INSTRUCTIONS, Lifter
from watchhouse.evidence.facts.bytecode.steps import steps
from watchhouse.evidence.facts.bytecode.unmarshal import Code
from watchhouse.evidence.facts.bytecode.writer import Writer
from watchhouse.model.errors import ArtifactError


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Lifted source text."""

    text: str
    origins: tuple[int, ...]
    """The compiler's line for each line of the text."""
    trouble: str = ""
    """Why the text ends early; empty if it is whole."""


def lift(code: Code) -> Source:
    """Return the source text of `code`; what was lifted before a limit was reached is kept."""
    writer = Writer()
    trouble = ""
    try:
        Lifter(code=code, writer=writer, steps=steps(), budget=[MOST_INSTRUCTIONS]).run()
    except ArtifactError as error:
        trouble = str(error)
    except RecursionError:
        trouble = "compiled code nests too deep"
    return Source(text="\n".join(writer.lines), origins=tuple(writer.origins), trouble=trouble)
