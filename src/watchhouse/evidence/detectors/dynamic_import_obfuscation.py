"""
A dangerous function reached by a name that does not stand in the code.

`getattr(__import__("o" + "s"), "metsys"[::-1])` is `os.system` for Python and nothing for somebody who searches.

Looks at: `getattr`, `__import__`, `import_module`, `globals()` and their like, called with the folded name of a module
or function that runs code, and calls of such functions whose name stands nowhere near.
Does not look at: plain aliases (`from os import system as s`), and names that stand there as one literal.
Known honest users: plugin loaders; the names they join are their own, not `exec` or `os.system`.
"""

from collections.abc import Iterator

from watchhouse.evidence.detector import Detector
from watchhouse.evidence.facts.code import Call, CodeFacts
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.values import Sink
from watchhouse.evidence.views.arguments import verb_of
from watchhouse.evidence.views.circumstances import settled
from watchhouse.evidence.views.lines import lines_of, sources
from watchhouse.model.artifact import Member, MemberPath
from watchhouse.model.evidence import Confidence, Severity, Sighting
from watchhouse.model.technique import Technique

_REACHES = frozenset(
    {"builtins.getattr", "builtins.__import__", "importlib.import_module", "importlib.__import__", "builtins.vars",
     "builtins.globals", "builtins.locals", "operator.attrgetter", "operator.methodcaller"}
)  # fmt: skip
_RUNS = frozenset(
    {"exec", "eval", "compile", "system", "popen", "Popen", "startfile", "check_output", "getoutput", "execv", "spawnl",
     "subprocess", "__import__", "import_module", "builtins", "__builtins__", "os", "pty"}
)  # fmt: skip
_HELPS = frozenset({"base64", "b64decode", "zlib", "marshal", "loads", "ctypes", "socket", "urllib.request", "requests",
                    "fernet", "decompress", "codecs", "winreg"})  # fmt: skip
_MODULES = frozenset({"os", "subprocess", "builtins", "pty", "ctypes", "socket", "marshal"})
"""Modules whose import nobody has an honest reason to spell in pieces."""
_REACH_WORDS = (
    "getattr",
    "__import__",
    "import_module",
    "globals",
    "locals",
    "vars",
    "__dict__",
    "builtins",
    "][",
)
_SINKS = frozenset({Sink.CODE, Sink.PROCESS, Sink.NATIVE})
_NEAR = 3
_MOST = 20


def examine(facts: PackageFacts) -> Iterator[Sighting]:
    """Yield one sighting for each dangerous name that had to be folded, at most 20 a member."""
    members: dict[MemberPath, Member] | None = None
    for code in facts.code:
        suspects = [call for call in code.calls if call.name in _REACHES or call.sink in _SINKS]
        if code.language != "python" or not suspects:
            continue
        members = sources(facts) if members is None else members
        yield from _imports(code, members)
        found = 0
        texts: dict[int, list[str]] = {}
        seen: set[tuple[int, int]] = set()
        for call in suspects:
            place = (call.location.layer, call.location.line)
            if call.location.layer not in texts:
                texts[call.location.layer] = lines_of(code, call.location, members)
            sighting = None if place in seen else _sighting(code, call, texts[call.location.layer])
            if sighting is not None and found < _MOST:
                found += 1
                seen.add(place)
                yield sighting


def _imports(code: CodeFacts, members: dict[MemberPath, Member]) -> Iterator[Sighting]:
    """Yield one sighting for each module that is imported although its name stands in no text of the member."""
    hidden = _MODULES & {name.partition(".")[0] for name in code.imports}
    if not hidden or code.path not in members:
        return
    shipped = members[code.path].content
    texts = [shipped.decode("utf-8", "replace"), *(layer.content for layer in code.layers)]
    for module in sorted(hidden):
        if any(_stands(module, text) for text in texts):
            continue
        first = next((call for call in code.calls if call.name.startswith(f"{module}.")), None)
        if first is not None:
            yield DETECTOR.sight_call(
                first, "imports a module by a name put together", settled(code, Confidence.HIGH)
            )


def _sighting(code: CodeFacts, call: Call, lines: list[str]) -> Sighting | None:
    near = (
        "\n".join(lines[max(0, call.location.line - 1 - _NEAR) : call.location.line + _NEAR]) + call.excerpt
    )
    if call.name in _REACHES:
        names = [value.const for value in call.values if isinstance(value.const, str)]
        hidden = [name for name in names if name in _RUNS | _HELPS and not _stands(name, near)]
        if not hidden:
            return None
        confidence = Confidence.HIGH if _RUNS.intersection(hidden) else Confidence.MEDIUM
        return DETECTOR.sight_call(
            call, "reaches a module or function by a name put together", settled(code, confidence)
        )
    verb = verb_of(call)
    if verb not in _RUNS or call.name.startswith("?"):
        return None
    if not lines or _stands(verb, near):
        return None
    if not any(word in call.excerpt for word in _REACH_WORDS) and any(verb in line for line in lines):
        return None
    return DETECTOR.sight_call(
        call,
        "calls a function that runs code by a name that does not stand in the text",
        settled(code, Confidence.HIGH),
    )


def _stands(name: str, text: str) -> bool:
    """Return whether `name` stands in `text` as one word; `os` in `close` does not count."""
    start = text.find(name)
    while start >= 0:
        before, after = (
            text[start - 1 : start] if start else "",
            text[start + len(name) : start + len(name) + 1],
        )
        if not _word(before) and not _word(after):
            return True
        start = text.find(name, start + 1)
    return False


def _word(character: str) -> bool:
    return character.isalnum() or character == "_"


DETECTOR = Detector(
    id="dynamic-import-obfuscation",
    title="Function reached by a hidden name",
    severity=Severity.HIGH,
    techniques=(Technique.OBFUSCATION,),
    examine=examine,
    doc=__doc__,
)
