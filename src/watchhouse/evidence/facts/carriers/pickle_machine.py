"""A pickle comes in, the Python text of what loading it would call goes out; nothing is ever unpickled."""

import pickletools
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from keyword import iskeyword
from typing import Any, Final

MOST_OPCODES: Final = 500_000
"""Opcodes of one file, about 0.6 s; an honest tagger has 350,000. Arrays are one opcode each, however large."""
MOST_CALLS: Final = 2_000
MOST_ALIKE: Final = 100
"""Calls of one name that are written down: the thousandth date says no more than the first."""
LONGEST: Final = 64 << 10
"""Characters of the arguments of one call; also what keeps shared tuples of tuples from being spelled out."""
DEEPEST: Final = 8
LONGEST_TEXT: Final = 4 << 20


@dataclass(slots=True)
class Node:
    """One value on the stack: a constant, a name in the text, or a container of others."""

    kind: str
    """constant, name, list, tuple, dict, set, mark or unknown."""
    value: Any = None
    parts: list["Node"] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifted:
    """What loading a pickle would call, as Python text."""

    text: str
    trouble: str = ""
    """Why the text ends before the pickle does; empty if it is whole."""


_CONSTANTS: Final = frozenset(
    """INT BININT BININT1 BININT2 LONG LONG1 LONG4 FLOAT BINFLOAT STRING BINSTRING SHORT_BINSTRING UNICODE
    SHORT_BINUNICODE BINUNICODE BINUNICODE8 BINBYTES SHORT_BINBYTES BINBYTES8 BYTEARRAY8""".split()
)
_FIXED: Final = {"NONE": None, "NEWTRUE": True, "NEWFALSE": False}
_EMPTY: Final = {"EMPTY_LIST": "list", "EMPTY_TUPLE": "tuple", "EMPTY_DICT": "dict", "EMPTY_SET": "set"}
_GATHERED: Final = {"LIST": "list", "TUPLE": "tuple", "DICT": "dict", "FROZENSET": "set"}
_FEW: Final = {"TUPLE1": 1, "TUPLE2": 2, "TUPLE3": 3}
_ADDED: Final = {"APPEND": 1, "SETITEM": 2}
_ADDED_ALL: Final = frozenset(("APPENDS", "SETITEMS", "ADDITEMS"))
_PUT: Final = frozenset(("PUT", "BINPUT", "LONG_BINPUT"))
_GET: Final = frozenset(("GET", "BINGET", "LONG_BINGET"))
_STRANGERS: Final = frozenset(("PERSID", "EXT1", "EXT2", "EXT4", "NEXT_BUFFER"))
_NO_NAME: Final = "__unnamed__"


class PickleMachine:
    """Walks over opcodes with a stack of nodes, and writes down each call."""

    def __init__(self) -> None:
        self._stack: list[Node] = []
        self._memo: dict[int, Node] = {}
        self._names: dict[tuple[str, str], Node] = {}
        self._alike: Counter[str] = Counter()
        self._lines: list[str] = []
        self._size = 0
        self._calls = 0
        self._trouble = ""
        self._handlers: dict[str, Callable[[Any], object]] = {
            "MARK": lambda _: self._push("mark"),
            "POP": lambda _: self._drop(),
            "POP_MARK": lambda _: self._discard(),
            "DUP": lambda _: self._stack.append(self._top()),
            "MEMOIZE": lambda _: self._memo.__setitem__(len(self._memo), self._top()),
            "GLOBAL": lambda argument: self._global(*str(argument).partition(" ")[::2]),
            "STACK_GLOBAL": lambda _: self._stack_global(),
            "INST": self._inst,
            "OBJ": lambda _: self._obj(),
            "REDUCE": lambda _: self._reduce(),
            "NEWOBJ": lambda _: self._reduce(),
            "NEWOBJ_EX": lambda _: self._reduce(keywords=True),
            "BUILD": lambda _: self._drop(),
            "BINPERSID": lambda _: self._stranger(),
        }

    def run(self, content: bytes) -> Lifted:
        """Walk over `content`, which may hold several pickles one after the other."""
        opcodes = islice(_opcodes(content, self._fail), MOST_OPCODES + 1)
        for steps, (name, argument) in enumerate(opcodes, start=1):
            if steps > MOST_OPCODES or self._calls > MOST_CALLS or self._size > LONGEST_TEXT:
                self._trouble = "the pickle is longer than is read"
                break
            self._step(name, argument)
        return Lifted(text="\n".join(self._lines), trouble=self._trouble)

    def _fail(self, detail: str) -> None:
        self._trouble = detail

    def _step(self, name: str, argument: Any) -> None:
        if name in _CONSTANTS:
            self._push("constant", argument)
        elif name in _FIXED:
            self._push("constant", _FIXED[name])
        elif name in _EMPTY:
            self._push(_EMPTY[name])
        elif name in _FEW:
            self._stack.append(Node("tuple", parts=self._taken(_FEW[name])))
        elif name in _GATHERED:
            self._stack.append(Node(_GATHERED[name], parts=self._since_mark()))
        elif name in _ADDED:
            added = self._taken(_ADDED[name])
            self._top().parts.extend(added)
        elif name in _ADDED_ALL:
            added = self._since_mark()
            self._top().parts.extend(added)
        elif name in _PUT:
            self._memo[int(argument)] = self._top()
        elif name in _GET:
            self._stack.append(self._memo.get(int(argument), Node("unknown")))
        elif name in _STRANGERS:
            self._push("unknown")
        elif name in self._handlers:
            self._handlers[name](argument)

    def _push(self, kind: str, value: Any = None) -> None:
        self._stack.append(Node(kind, value))

    def _top(self) -> Node:
        return self._stack[-1] if self._stack else Node("unknown")

    def _drop(self) -> Node:
        return self._stack.pop() if self._stack else Node("unknown")

    def _taken(self, count: int) -> list[Node]:
        return [self._drop() for _ in range(count)][::-1]

    def _since_mark(self) -> list[Node]:
        """Return what was pushed since the last mark, and drop the mark."""
        found: list[Node] = []
        while self._stack:
            node = self._stack.pop()
            if node.kind == "mark":
                break
            found.append(node)
        return found[::-1]

    def _stranger(self) -> None:
        """Replace a name that only the loader understands by what it stands for, which is not known."""
        self._drop()
        self._push("unknown")

    def _discard(self) -> None:
        self._since_mark()

    def _global(self, module: str, name: str) -> None:
        """Push a function by its name; the text imports it once."""
        key = (module[:200], name[:200])
        node = self._names.get(key)
        if node is None:
            node = Node("name", _NO_NAME)
            whole = f"{key[0]}.{key[1]}"
            if all(part.isidentifier() and not iskeyword(part) for part in whole.split(".")):
                self._write(f"import {key[0]}")
                node = Node("name", whole)
            self._names[key] = node
        self._stack.append(node)

    def _stack_global(self) -> None:
        module, name = self._taken(2)
        if isinstance(module.value, str) and isinstance(name.value, str):
            self._global(module.value, name.value)
        else:
            self._trouble = self._trouble or "a function whose name is put together while it is loaded"
            self._push("unknown")

    def _inst(self, argument: Any) -> None:
        arguments = self._since_mark()
        self._global(*str(argument).partition(" ")[::2])
        self._call(self._drop(), arguments)

    def _obj(self) -> None:
        callee, *arguments = self._since_mark() or [Node("unknown")]
        self._call(callee, arguments)

    def _reduce(self, *, keywords: bool = False) -> None:
        named = self._drop().parts if keywords else []
        arguments = self._drop()
        self._call(self._drop(), [*arguments.parts, *named[1::2]])

    def _call(self, callee: Node, arguments: list[Node]) -> None:
        """Write a call down and push what it gives, under a name of its own."""
        name = callee.value if callee.kind == "name" else _NO_NAME
        self._alike[name] += 1
        if name == _NO_NAME or self._alike[name] > MOST_ALIKE:
            self._push("unknown")
            return
        left = [LONGEST]
        spelled = ", ".join(_spelled(each, left, 0) for each in arguments[:50])
        result = f"_v{self._calls}"
        self._calls += 1
        self._write(f"{result} = {name}({spelled})")
        self._push("name", result)

    def _write(self, line: str) -> None:
        self._size += len(line)
        self._lines.append(line)


def _opcodes(content: bytes, fail: Callable[[str], None]) -> Iterator[tuple[str, Any]]:
    """Yield name and argument of each opcode; what does not parse ends it."""
    begin = 0
    while begin < len(content):
        try:
            for opcode, argument, position in pickletools.genops(content[begin:] if begin else content):
                yield opcode.name, argument
                if opcode.name == "STOP":
                    begin += (position or 0) + 1
        except (ValueError, IndexError, OverflowError, UnicodeError):
            # A legacy checkpoint has raw arrays after its pickles: only what begins like a pickle is missed.
            if not begin or content[begin : begin + 1] == b"\x80":
                fail("the pickle does not parse to its end")
            return
        if content[begin : begin + 1] != b"\x80":
            return


def _spelled(node: Node, left: list[int], depth: int) -> str:  # noqa: PLR0911 -- one return for each case
    """Return `node` as Python source, `None` for what is unknown or too much."""
    if left[0] <= 0 or depth > DEEPEST:
        return "None"
    left[0] -= 4
    match node.kind:
        case "constant":
            text = repr(node.value[: left[0]] if isinstance(node.value, str | bytes) else node.value)
            left[0] -= len(text)
            return text
        case "name":
            return str(node.value)
        case "list" | "set":
            return f"[{', '.join(_spelled(each, left, depth + 1) for each in node.parts[:1_000])}]"
        case "tuple":
            return f"({''.join(_spelled(each, left, depth + 1) + ', ' for each in node.parts[:1_000])})"
        case "dict":
            pairs = zip(node.parts[:1_000:2], node.parts[1:1_000:2], strict=False)
            return f"{{{', '.join(f'{_key(key, left)}: {_spelled(item, left, depth + 1)}' for key, item in pairs)}}}"
        case _:
            return "None"


def _key(node: Node, left: list[int]) -> str:
    """Return a key of a dictionary: only constants can be spelled as one."""
    return _spelled(node, left, DEEPEST) if node.kind == "constant" else "None"
