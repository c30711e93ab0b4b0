"""A script of any language but Python comes in; what it calls, its texts and the layers beneath go out."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final, TypeVar

from watchhouse.evidence.facts.code import Call, CodeFacts, Layer, Text, Zone
from watchhouse.evidence.facts.python.read import PythonMember, read_python
from watchhouse.evidence.facts.scripts.batch import read_batch
from watchhouse.evidence.facts.scripts.javascript import read_javascript
from watchhouse.evidence.facts.scripts.powershell import read_powershell
from watchhouse.evidence.facts.scripts.reading import LARGEST, Exhausted, Reading, Script
from watchhouse.evidence.facts.scripts.shell import read_shell
from watchhouse.evidence.facts.scripts.vbscript import read_vbscript
from watchhouse.model.artifact import Member, MemberPath
from watchhouse.model.errors import ArtifactError
from watchhouse.model.evidence import GapReason, Moment
from watchhouse.model.identity import Sha256

MOST_PYTHON: Final = 20
"""Pieces of Python code of one script."""

_READERS: Final[Mapping[str, Callable[[Reading, Script], None]]] = {
    "shell": read_shell,
    "powershell": read_powershell,
    "batch": read_batch,
    "vbscript": read_vbscript,
    "javascript": read_javascript,
}


def read_script(
    path: MemberPath, text: str, language: str, *, zone: Zone, moment: Moment, layer: int = 0, line: int = 0
) -> CodeFacts:
    """
    Return what a script does.

    `line` is where a text carried inside other code begins there; `layer` how deep it was hidden. Never raises
    on hostile text: what was not read is a Gap.
    """
    script = Script(text=text[:LARGEST], language=language, layer=layer, line=max(line - 1, 0))
    reading = Reading(path=path, zone=zone, moment=moment, script=script)
    if len(text) > LARGEST:
        reading.gap("only the first part of the script was read")
    reading.waiting.append(script)
    while reading.waiting:
        reading.script = reading.waiting.popleft()
        try:
            _read_one(reading)
        except Exhausted as limit:
            reading.gap(str(limit))
            break
        except ArtifactError as error:
            reading.gap(str(error), reason=GapReason.UNPARSABLE)
        except RecursionError:
            reading.gap("expressions nested too deep")
    return _with_python(reading, reading.facts(language))


def _with_python(reading: Reading, facts: CodeFacts) -> CodeFacts:
    """Add what the Python code does that the script hands to an interpreter."""
    for number, script in enumerate(reading.python[:MOST_PYTHON]):
        member = Member(path=reading.path, content=script.text.encode("utf-8", "replace"), sha256=Sha256(""))
        found, _ = read_python(
            [PythonMember(member=member, module=f"__c{number}__", zone=reading.zone)], [], []
        )
        for one in found:
            moved = [_moved(call, script, reading.moment) for call in one.calls]
            texts = [_moved(text, script, reading.moment) for text in one.texts]
            facts = replace(
                facts,
                calls=(*facts.calls, *moved),
                texts=(*facts.texts, *texts),
                layers=(*facts.layers, *(_moved(each, script, reading.moment) for each in one.layers)),
                imports=facts.imports | one.imports,
                gaps=(*facts.gaps, *one.gaps),
            )
    return facts


_Placed = TypeVar("_Placed", Call, Text, Layer)


def _moved(one: _Placed, script: Script, moment: Moment) -> _Placed:
    """Return a fact of nested Python code at the line, layer and moment of the script around it."""
    where = one.location
    place = replace(where, line=where.line + script.line, layer=where.layer + script.layer)
    return replace(one, location=place, moment=moment if one.moment is not Moment.CALL else one.moment)


def _read_one(reading: Reading) -> None:
    """Read the present script."""
    script = reading.script
    reader = _READERS.get(script.language)
    if reader is None:
        reading.gap(f"no reader for {script.language[:40]}", reason=GapReason.UNSUPPORTED)
        return
    reading.characters_left -= len(script.text)
    if reading.characters_left < 0:
        raise Exhausted("the layers together are longer than is read")
    reading.spend(len(script.text) // 32)
    reader(reading, script)
