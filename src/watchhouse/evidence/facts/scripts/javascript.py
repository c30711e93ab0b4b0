"""JavaScript of Node.js, browsers and Windows Script Host: calls with dotted names, what is folded, what flows."""

import re
from dataclasses import dataclass, field
from typing import Final

from watchhouse.evidence.facts.scripts import javascript_values as values_of
from watchhouse.evidence.facts.scripts import programs
from watchhouse.evidence.facts.scripts.batch import split
from watchhouse.evidence.facts.scripts.folding import (
    HOLE,
    NOTHING,
    concatenate,
    derived,
    environment,
    known,
    place_taints,
    plain,
    tainted,
    taints_of,
)
from watchhouse.evidence.facts.scripts.javascript_tokens import JsToken, tokens, unescape
from watchhouse.evidence.facts.scripts.reading import Reading, Script
from watchhouse.evidence.facts.values import Sink, Source, Taint, Value
from watchhouse.evidence.knowledge.places import startup_place
from watchhouse.evidence.knowledge.secrets import is_secret_name
from watchhouse.model.evidence import GapReason

DEEPEST: Final = 70
"""Brackets and functions within each other; what is deeper is read as if it stood beside."""
OBFUSCATED: Final = 12
"""Different names like `_0x1a2b` that only javascript-obfuscator gives."""
MOST_NAMES: Final = 20_000

_OBFUSCATED = re.compile(r"_0x[0-9a-f]{3,8}")
_SPLICE = re.compile(r"\$\{")
_COM: Final = (
    "wscript.",
    "msxml2.",
    "adodb.",
    "scripting.",
    "shell.application",
    "winhttp.",
    "microsoft.xmlhttp",
)
"""Objects of Windows, whose members have no case."""
_STATEMENTS: Final = frozenset(
    """if else for while do switch case default return throw try catch finally break continue debugger with export
    static get set public private readonly declare namespace interface enum abstract""".split()
)
_UNARY: Final = frozenset("typeof void delete await yield".split())
_DECLARE: Final = frozenset("const let var".split())
_ASSIGN: Final = frozenset(("=", "+=", "||=", "&&=", "??="))
_ENDS: Final = frozenset((",", ";", ")", "]", "}", ":"))
_END: Final = JsToken("end", "", 0, 0)


@dataclass(slots=True)
class _JavaScript:
    """One JavaScript text being read from left to right."""

    reading: Reading
    text: str
    tokens: list[JsToken]
    position: int = 0
    depth: int = 0
    names: dict[str, Value] = field(default_factory=dict)
    functions: list[str] = field(default_factory=list)
    flow: frozenset[Taint] = frozenset()
    """What the call around this point hands to the functions given to it."""

    # --- tokens -----------------------------------------------------------------------------------------------

    def _peek(self, ahead: int = 0) -> JsToken:
        place = self.position + ahead
        return self.tokens[place] if place < len(self.tokens) else _END

    def _is(self, *texts: str, ahead: int = 0) -> bool:
        token = self._peek(ahead)
        return token.kind == "operator" and token.text in texts

    def _take(self, text: str) -> bool:
        if self._is(text):
            self.position += 1
            return True
        return False

    def _source(self, begin: int) -> str:
        end = self._peek().begin or len(self.text)
        return (
            self.text[begin : max(min(end, begin + 2_000), begin + 120)].partition("\n")[0]
            if begin
            else self.text[:200]
        )

    # --- statements -------------------------------------------------------------------------------------------

    def run(self) -> None:
        """Read everything."""
        self._items("")

    def _items(self, closing: str) -> list[Value]:
        """Read statements, elements or arguments up to `closing`."""
        found: list[Value] = []
        while self.position < len(self.tokens):
            self.reading.spend()
            if closing and self._is(closing):
                self.position += 1
                break
            if self._is(",", ";", ":", ")", "]", "}", "=>", "?"):
                self.position += 1
                continue
            before = self.position
            found.append(self._item())
            if self.position == before:
                self.position += 1
        return found

    def _item(self) -> Value:
        token = self._peek()
        if token.kind == "name":
            if token.text in _DECLARE and self._peek(1).kind in {"name", "operator"}:
                self.position += 1
                return self._declaration()
            if token.text == "import" and not self._is("(", ".", ahead=1):
                return self._import()
            if token.text in _STATEMENTS and not self._is(".", "=", ",", ahead=1):
                self.position += 1
                return NOTHING
        return self._expression()

    def _declaration(self) -> Value:
        """Read `const name = value` or `const {a, b: c} = value`."""
        if self._is("{", "["):
            pattern = self._pattern()
            if self._take("="):
                value = self._expression()
                for key, name in pattern:
                    self._bind(name, self._member(value, key) if key else Value(taints=value.taints))
                return value
            return NOTHING
        name = self._peek().text
        self.position += 1
        if self._is("="):
            self.position += 1
            value = self._expression()
            self._bind(name, value)
            return value
        return NOTHING

    def _pattern(self) -> list[tuple[str, str]]:
        """Read a destructuring pattern as (property, variable); properties of lists have no name."""
        listed = self._is("[")
        depth, key = 0, ""
        found: list[tuple[str, str]] = []
        while self.position < len(self.tokens):
            self.reading.spend()
            token = self._peek()
            self.position += 1
            if token.kind == "operator" and token.text in "{[":
                depth += 1
            elif token.kind == "operator" and token.text in "}]":
                depth -= 1
                if depth == 0:
                    break
            elif token.kind == "name":
                if self._is(":"):
                    key = token.text
                    self.position += 1
                    continue
                found.append(("" if listed else key or token.text, token.text))
                key = ""
        return found

    def _bind(self, name: str, value: Value) -> None:
        if len(self.names) < MOST_NAMES:
            self.names[name] = value

    def _import(self) -> Value:
        """Read `import x, {y as z} from 'module'`."""
        self.position += 1
        names: list[tuple[str, str]] = []
        for _ in range(400):
            token = self._peek()
            self.position += 1
            if token.kind == "text":
                self.reading.imports.add(values_of.canonical(token.text)[:200])
                for imported, local in names:
                    module = values_of.canonical(token.text)
                    self._bind(local, Value(name=f"{module}.{imported}" if imported else module))
                break
            if token.kind == "end" or (token.kind == "operator" and token.text in {";", "(", "="}):
                break
            if token.kind == "name" and token.text not in {"from", "as", "type"}:
                inside = (self.tokens[self.position - 2].text in {"{", ","} and names != []) or (
                    self.tokens[self.position - 2].text == "{"
                )
                local = self._peek(1).text if self._peek().text == "as" else token.text
                names.append((token.text if inside and token.text != "default" else "", local))
                if self._peek().text == "as":
                    self.position += 2
            elif token.text == "*" and self._peek().text == "as":
                names.append(("", self._peek(1).text))
                self.position += 2
        return NOTHING

    # --- expressions ------------------------------------------------------------------------------------------

    def _expression(self) -> Value:
        """Read operands joined by operators, up to a comma, a closing bracket or the end of the statement."""
        self.depth += 1
        value = self._operand() if self.depth <= DEEPEST else self._flat()
        while self.depth <= DEEPEST:
            self.reading.spend()
            token = self._peek()
            if token.kind != "operator" or token.text in _ENDS or token.text in {"{", "!", "~", "...", "("}:
                break
            self.position += 1
            if token.text == "=>":
                for parameter in value.target if isinstance(value.target, tuple) else (value,):
                    self._receive(parameter.name)
                self._body()
                value = NOTHING
            elif token.text == "?":
                chosen = self._expression()
                self._take(":")
                value = _either(chosen, self._expression())
            elif token.text in {"++", "--"}:
                continue
            elif token.text in _ASSIGN:
                value = self._assigned(value, token.text)
            elif token.text == "+":
                value = self._sum(value, self._operand(), token.line)
            else:
                value = _calculated(token.text, value, self._operand())
        self.depth -= 1
        return value

    def _flat(self) -> Value:
        """Beyond the depth limit: say so, and leave the tokens to whoever reads on."""
        if not any(gap.detail == "nested too deep" for gap in self.reading.gaps):
            self.reading.gap("nested too deep", self._peek().line)
        self.position += 1
        return NOTHING

    def _assigned(self, target: Value, sign: str) -> Value:
        line = self._peek(-1).line
        value = self._expression()
        name = target.name
        if sign == "+=" and name in self.names:
            value = concatenate([self.names[name], value])
        if name and "()" not in name:
            self._bind(name, value)
        if name.endswith((".onload", ".href", ".innerHTML", ".src")) and value.text:
            self.reading.note(value.text, line)
        return value

    def _sum(self, left: Value, right: Value, line: int) -> Value:
        if isinstance(left.const, int) and isinstance(right.const, int):
            return derived(left.const + right.const, left, right)
        value = concatenate([left, right])
        if isinstance(value.const, str):
            self.reading.decoded.setdefault(value.const, ("concatenation",))
            if not self._is("+"):
                self.reading.note(value.const, line, hidden=True)
        return value

    def _operand(self) -> Value:
        """Read one operand with prefixes before and members, calls and indexes after it."""
        self.reading.spend()
        token = self._peek()
        if token.kind == "operator" and token.text in {"!", "~", "-", "+", "++", "--", "...", "!!"}:
            self.position += 1
            inner = self._operand()
            if token.text == "-" and isinstance(inner.const, int):
                return derived(-inner.const, inner)
            return inner if token.text in {"...", "+"} else Value(taints=inner.taints)
        if token.kind == "name" and token.text in _UNARY and not self._is(".", "=", ahead=1):
            self.position += 1
            return self._operand()
        if token.kind == "name" and token.text in {"function", "class", "async"}:
            return self._function()
        if token.kind == "name" and token.text == "new":
            self.position += 1
            return self._postfix(self._new(), token)
        return self._postfix(self._primary(), token)

    def _function(self) -> Value:
        """Read a function or class; its body is read where it stands."""
        token = self._peek()
        self.position += 1
        if token.text == "async":
            return self._operand()
        self._take("*")
        name = ""
        if self._peek().kind == "name" and self._peek().text != "extends":
            name = self._peek().text
            self.position += 1
        if self._peek().text == "extends":
            self.position += 1
            self._operand()
        if self._take("("):
            self._parameters()
        self._body(name)
        value = Value(name=name)
        return self._postfix(value, token) if self._is("(") and self._is("(") else value

    def _parameters(self) -> None:
        """Read the parameters of a function."""
        depth = 1
        while self.position < len(self.tokens) and depth:
            self.reading.spend()
            token = self._peek()
            self.position += 1
            if token.kind == "operator":
                depth += (token.text in {"(", "{", "["}) - (token.text in {")", "}", "]"})
            elif token.kind == "name":
                self._receive(token.text)

    def _body(self, name: str = "") -> None:
        self.functions.append(name or "<function>")
        if self._take("{"):
            if len(self.functions) <= DEEPEST:
                self._items("}")
            else:
                self._flat()
        elif not self._is(*_ENDS):
            self._expression()
        self.functions.pop()

    def _primary(self) -> Value:
        token = self._peek()
        self.position += 1
        match token.kind:
            case "text":
                self.reading.note(token.text, token.line, hidden=token.escaped)
                if token.escaped:
                    self.reading.decoded.setdefault(token.text, ("escapes",))
                return Value(const=token.text)
            case "template":
                return self._template(token)
            case "number":
                return Value(const=_numeric(token.text))
            case "regex":
                return Value(name="RegExp()")
            case "name":
                return self._named(token.text)
            case "operator" if token.text == "(":
                return self._bracket()
            case "operator" if token.text == "[":
                found = self._items("]")
                if all(known(each) for each in found):
                    return derived([each.const for each in found], *found)
                return Value(
                    taints=taints_of(found), shown=concatenate(found, " ").shown, target=tuple(found[:1_000])
                )
            case "operator" if token.text == "{":
                return Value(taints=taints_of(self._items("}")), name="{}")
            case _:
                if token.kind == "operator" and token.text in _ENDS:
                    self.position -= 1
                return NOTHING

    def _named(self, name: str) -> Value:
        if name in self.names:
            return self.names[name]
        if name in {"true", "false"}:
            return Value(const=name == "true")
        return Value(name=name)

    def _bracket(self) -> Value:
        """Read `( … )`: the parameters of an arrow function, or an expression of which the last part counts."""
        found = self._items(")")
        if self._is("=>"):
            return Value(target=tuple(found))
        return found[-1] if found else NOTHING

    def _receive(self, parameter: str) -> None:
        """Bind a parameter to what the call around its function hands over, or to the secret it is named after."""
        taints = self.flow
        if is_secret_name(parameter):
            taints |= {Taint(Source.SECRET_ARGUMENT, parameter[:200])}
        if taints and parameter:
            self._bind(parameter, Value(name=parameter, taints=taints))

    def _template(self, token: JsToken) -> Value:
        """Read a template; what stands in `${…}` is read like other code."""
        pieces = _SPLICE.split(token.text)
        if len(pieces) == 1:
            text = unescape(token.text) if "\\" in token.text else token.text
            self.reading.note(text, token.line)
            return Value(const=text)
        values = [Value(const=unescape(pieces[0]))]
        for piece in pieces[1:]:
            end = _closing_brace(piece)
            inner = _JavaScript(
                reading=self.reading,
                text=piece[:end],
                tokens=tokens(piece[:end], self.reading),
                depth=self.depth + 1,
                names=self.names,
                functions=self.functions,
            )
            values.append(inner._expression() if inner.depth <= DEEPEST else NOTHING)
            values.append(Value(const=unescape(piece[end + 1 :])))
        value = concatenate(values)
        if value.text:
            self.reading.note(value.text, token.line)
        return value

    def _new(self) -> Value:
        """Read `new Type(arguments)`."""
        token = self._peek()
        callee = self._primary()
        while self._take(".") and self._peek().kind == "name":
            callee = self._member(callee, self._peek().text)
            self.position += 1
        arguments = self._items(")") if self._take("(") else []
        name = values_of.canonical(callee.name or "?")
        if name == "ActiveXObject" and arguments:
            self._record(name, arguments, NOTHING, token)
            return Value(name=arguments[0].text.lower().rstrip("0123456789.") or "?")
        if name == "Function":
            return self._call(callee, arguments, token)
        self._record(f"{name}", arguments, NOTHING, token)
        return Value(name=f"{name}()", taints=taints_of(arguments))

    def _postfix(self, value: Value, begin: JsToken) -> Value:
        owner = NOTHING
        while True:
            self.reading.spend()
            token = self._peek()
            if token.kind == "template" and value.name and not known(value):
                self.position += 1
                self._template(token)
            elif token.kind != "operator":
                return value
            elif token.text in {".", "?."} and self._peek(1).kind == "name":
                self.position += 2
                owner, value = value, self._member(value, self._peek(-1).text)
            elif token.text == "?." and self._is("(", "[", ahead=1):
                self.position += 1
            elif token.text == "[":
                self.position += 1
                keys = self._items("]")
                owner, value = value, self._index(value, keys[-1] if keys else NOTHING)
            elif token.text == "(":
                self.position += 1
                outer, self.flow = self.flow, self._flow_into(value)
                arguments = self._items(")")
                self.flow = outer
                value = NOTHING if self._is("=>") else self._call(value, arguments, begin, owner)
                owner = NOTHING
            else:
                return value

    @staticmethod
    def _flow_into(callee: Value) -> frozenset[Taint]:
        """Return what a call hands to the functions among its arguments."""
        name = values_of.canonical(callee.name)
        source = values_of.source_of(name)
        if values_of.sink_of(name) is Sink.PROCESS:
            source = Source.PROCESS_OUTPUT
        return callee.taints | ({Taint(source, name[:200])} if source is not None else frozenset())

    def _index(self, owner: Value, key: Value) -> Value:
        """Return `owner[key]`: an element, or a member by its name."""
        content = owner.const
        if isinstance(key.const, int) and isinstance(content, str | list):
            inside = 0 <= key.const < len(content)
            return derived(content[key.const], owner) if inside else Value(taints=owner.taints)
        if (
            isinstance(key.const, int)
            and isinstance(owner.target, tuple)
            and 0 <= key.const < len(owner.target)
        ):
            element: Value = owner.target[key.const]
            return element
        if isinstance(key.const, str):
            return self._member(owner, key.const)
        if owner.name.endswith("process.env"):
            return Value(taints=owner.taints, name=f"{owner.name}.?")
        return Value(taints=owner.taints | key.taints, name=f"{owner.name}.?" if owner.name else "")

    def _member(self, owner: Value, name: str) -> Value:
        if owner.name.startswith(_COM):
            name = name.lower()
        whole = f"{owner.name}.{name}" if owner.name else f"?.{name}"
        if whole in self.names:
            return self.names[whole]
        if name == "length" and isinstance(owner.const, str | list):
            return derived(len(owner.const), owner)
        if whole.endswith("process.env"):
            return tainted(Value(name="process.env"), Source.ENVIRONMENT, "process.env")
        if owner.name == "process.env":
            return Value(name=whole, taints=environment(name, always=True), shown=HOLE)
        if is_secret_name(name) and owner.name:
            return tainted(Value(name=whole, taints=owner.taints), Source.SECRET_ARGUMENT, name)
        target = owner if known(owner) else None
        return Value(name=whole, taints=owner.taints, target=target)

    # --- calls ------------------------------------------------------------------------------------------------

    def _call(self, callee: Value, arguments: list[Value], token: JsToken, owner: Value = NOTHING) -> Value:
        """Fold a call, or record it and return what it gives."""
        name = values_of.canonical(callee.name or "?")
        method = name.rpartition(".")[2]
        if known(owner):
            folded = values_of.fold_method(owner, method, arguments)
            if folded is not None:
                return self._recovered(folded, owner, method, token.line)
        made = values_of.fold_call(name, arguments)
        if made is not None:
            value, step = made
            self._record(name, arguments, owner, token) if step else None
            return self._recovered(value, arguments[0], step, token.line) if step else value
        if name in {"require", "import", "createRequire()", "module.require"} and arguments:
            return self._required(name, arguments, token)
        self._record(name, arguments, owner, token)
        self._inner(name, arguments, token.line)
        return self._given(name, arguments, owner)

    def _recovered(self, value: Value, origin: Value, step: str, line: int) -> Value:
        """Note a text that folding or decoding recovered."""
        if isinstance(value.const, str) and value.const != origin.const:
            before = next((t.detail for t in value.taints if t.source is Source.DECODED), "")
            self.reading.unhidden(value.const, origin, step, line)
            if before:
                self.reading.decoded[value.const] = tuple(before.split(" > "))
        return value

    def _required(self, name: str, arguments: list[Value], token: JsToken) -> Value:
        self._record(name, arguments, NOTHING, token)
        module = plain(arguments[0])
        if module is None:
            return Value(taints=arguments[0].taints)
        module = values_of.canonical(module)
        self.reading.imports.add(module[:200])
        return Value(name=module)

    def _record(self, name: str, arguments: list[Value], owner: Value, token: JsToken) -> None:
        if name.startswith("?.") and not (taints_of(arguments) or any(v.text for v in arguments)):
            return
        sink = values_of.sink_of(name)
        if name in {"setTimeout", "setInterval", "setImmediate"} and not (arguments and arguments[0].text):
            sink = None
        if sink is Sink.FILE and arguments and startup_place(arguments[0].text):
            sink = Sink.STARTUP
        self.reading.call(
            f"javascript.{name}",
            arguments,
            line=token.line,
            source=self._source(token.begin),
            sink=sink,
            receiver=Value(const=owner.const, name=owner.name, taints=owner.taints, shown=owner.shown),
            function=self.functions[-1] if self.functions else "<module>",
        )

    def _inner(self, name: str, arguments: list[Value], line: int) -> None:
        """Read the script that a call is given."""
        sink = values_of.sink_of(name)
        if not arguments:
            return
        if sink is Sink.CODE:
            text = plain(
                arguments[-1] if name == "Function" or name.endswith(".constructor") else arguments[0]
            )
            if text is not None and not text.isidentifier():
                self.reading.nested(text, "javascript", line)
        elif sink is Sink.PROCESS:
            command = arguments[0]
            given = arguments[1].const if len(arguments) > 1 else None
            text = plain(command) or command.shown
            if isinstance(given, list):
                words = [Value(const=str(each)) for each in given]
                program = programs.program_of(text)
                self.reading.call(f"shell.{program}", words, line=line, sink=programs.sink_of(program, words))
                programs.read_inner(self.reading, program, words, line)
            elif text:
                first = programs.program_of((split(text[:2_000]) or [""])[0])
                windows = first in {
                    "cmd",
                    "powershell",
                    "reg",
                    "start",
                    "schtasks",
                    "mshta",
                    "wscript",
                    "certutil",
                }
                self.reading.nested(text, "batch" if windows else "shell", line)

    def _given(self, name: str, arguments: list[Value], owner: Value) -> Value:
        taints = taints_of([owner, *arguments])
        source = values_of.source_of(name)
        if source is not None:
            address = next((value.text for value in arguments if "://" in value.text), name)
            return tainted(Value(taints=taints, name=f"{name}()"), source, address)
        if name in values_of.READERS:
            return Value(taints=taints | place_taints(arguments), name=f"{name}()")
        if name in {
            "JSON.stringify",
            "Object.assign",
            "Object.entries",
            "Object.keys",
            "encodeURIComponent",
            "btoa",
        }:
            shown = arguments[0].shown if arguments else ""
            return Value(taints=taints, name=f"{name}()", shown=shown)
        if name == "os.homedir":
            return Value(shown="~", name="os.homedir()")
        return Value(taints=taints, name=f"{name}()" if name != "?" else "")


def read_javascript(reading: Reading, script: Script) -> None:
    """Record what a JavaScript does."""
    found = tokens(script.text, reading)
    disguised = {token.text for token in found if token.kind == "name" and _OBFUSCATED.fullmatch(token.text)}
    if len(disguised) >= OBFUSCATED:
        reading.gap("obfuscated: names as javascript-obfuscator gives them", 1, GapReason.OPAQUE)
    _JavaScript(reading=reading, text=script.text, tokens=found).run()


def _either(first: Value, second: Value) -> Value:
    """Return what a conditional gives: one of two."""
    taints = taints_of((first, second))
    best = first if first.text else second
    return Value(const=best.const, name=first.name or second.name, taints=taints, shown=best.shown)


def _calculated(operator: str, left: Value, right: Value) -> Value:
    taints = taints_of((left, right))
    a, b = left.const, right.const
    if operator in {"||", "??"}:
        return _either(left, right)
    if not isinstance(a, int) or not isinstance(b, int) or max(a.bit_length(), b.bit_length()) > 64:
        return Value(taints=taints)
    match operator:
        case "-":
            return derived(a - b, left, right)
        case "*":
            return derived(a * b, left, right)
        case "^":
            return derived(a ^ b, left, right)
        case "&":
            return derived(a & b, left, right)
        case "|":
            return derived(a | b, left, right)
        case "%" if b:
            return derived(a % b, left, right)
        case _:
            return Value(taints=taints)


def _numeric(text: str) -> int | float:
    digits = text.replace("_", "").rstrip("n").lower()
    try:
        if digits.startswith(("0x", "0o", "0b")):
            return int(digits, 0)
        return int(digits) if digits.isdecimal() and len(digits) < 300 else float(digits)
    except ValueError:
        return 0


def _closing_brace(piece: str) -> int:
    """Return where the `${` before `piece` closes."""
    depth = 0
    for position, letter in enumerate(piece):
        if letter == "}" and depth == 0:
            return position
        depth += (letter == "{") - (letter == "}")
    return len(piece)
