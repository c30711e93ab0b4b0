"""Bytes of one code object come in, instructions with names, arguments and jump targets go out."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, Final, NamedTuple

from watchhouse.evidence.facts.bytecode.unmarshal import Code, Version

SUPPORTED: Final[tuple[Version, ...]] = (
    (3, 14), (3, 13), (3, 12), (3, 11), (3, 10), (3, 9), (3, 8), (3, 7), (3, 6), (2, 7),
)  # fmt: skip

_JUMPS: Final = dict.fromkeys(
    ("POP_JUMP_IF_TRUE", "POP_JUMP_IF_FALSE", "POP_JUMP_IF_NONE", "POP_JUMP_IF_NOT_NONE"), 1
)
_CACHES_312: Final = {
    "BINARY_SUBSCR": 1, "STORE_SUBSCR": 1, "UNPACK_SEQUENCE": 1, "FOR_ITER": 1, "STORE_ATTR": 4, "LOAD_ATTR": 9,
    "COMPARE_OP": 1, "LOAD_GLOBAL": 4, "BINARY_OP": 1, "SEND": 1, "LOAD_SUPER_ATTR": 1, "CALL": 3,
}  # fmt: skip
_CACHES_313: Final = _CACHES_312 | _JUMPS | {"CONTAINS_OP": 1, "JUMP_BACKWARD": 1, "TO_BOOL": 3}
_CACHES: Final[Mapping[Version, Mapping[str, int]]] = {
    (3, 11): {
        "BINARY_SUBSCR": 4, "STORE_SUBSCR": 1, "UNPACK_SEQUENCE": 1, "STORE_ATTR": 4, "LOAD_ATTR": 4, "COMPARE_OP": 2,
        "LOAD_GLOBAL": 5, "BINARY_OP": 1, "LOAD_METHOD": 10, "PRECALL": 1, "CALL": 4,
    },
    (3, 12): _CACHES_312,
    (3, 13): _CACHES_313,
    (3, 14): _CACHES_313 | {"BINARY_OP": 5, "CALL_KW": 3},
}  # fmt: skip
"""Code units after an instruction that belong to it: `opcode._inline_cache_entries` of each version."""

_WORDCODE: Final = (3, 6)
_SCALED: Final = (3, 10)
"""Since 3.10 jumps count instructions, not bytes."""
_EXTENDED: Final = "EXTENDED_ARG"
_RESUMED: Final = (3, 11)
"""Since 3.11 every code object has a RESUME."""
_SHIFTED: Final[Mapping[str, Version]] = {"LOAD_GLOBAL": (3, 11), "LOAD_ATTR": (3, 12)}
"""Instructions whose argument carries a flag in its lowest bit, and since when."""
_INDEXED: Final = {
    "LOAD_CONST": "const", "RETURN_CONST": "const", "LOAD_NAME": "name", "STORE_NAME": "name",
    "LOAD_GLOBAL": "name", "LOAD_ATTR": "name", "LOAD_METHOD": "name", "IMPORT_NAME": "name",
    "LOAD_FAST": "local", "STORE_FAST": "local",
}  # fmt: skip


class Instruction(NamedTuple):
    """One instruction, its EXTENDED_ARG prefixes folded in."""

    offset: int
    name: str
    """`<n>` for a number that the version does not know."""
    argument: int
    target: int
    """Offset that it may jump to, -1 if it does not jump."""


class Opcodes(NamedTuple):
    """The instruction set of one version, from xdis."""

    names: tuple[str, ...]
    relative: frozenset[int]
    absolute: frozenset[int]
    pops: tuple[int, ...]
    pushes: tuple[int, ...]
    with_argument: int
    """The first number that takes an argument (3.5 and before)."""


@lru_cache(maxsize=16)
def opcodes(version: Version) -> Opcodes:
    """Return the instruction set of `version`."""
    from xdis.op_imports import get_opcode_module
    from xdis.version_info import PythonImplementation

    module: Any = get_opcode_module(version, PythonImplementation.CPython)
    return Opcodes(
        names=tuple(str(name).replace("+", "_") for name in module.opname),
        relative=frozenset(module.hasjrel),
        absolute=frozenset(module.hasjabs),
        pops=tuple(module.oppop),
        pushes=tuple(module.oppush),
        with_argument=module.HAVE_ARGUMENT,
    )


def instructions(code: Code) -> Iterator[Instruction]:
    """Yield the instructions of `code` in order; a broken end is left out."""
    table = opcodes(code.version)
    if code.version < _WORDCODE:
        yield from _bytecode(code.code, table)
        return
    caches = _CACHES.get(code.version, {})
    scale = 2 if code.version >= _SCALED else 1
    extended = position = 0
    while position + 1 < len(code.code):
        number, argument = code.code[position], code.code[position + 1] | extended << 8
        name = table.names[number]
        offset = position
        position += 2
        if name == _EXTENDED:
            extended = argument & 0xFFFFFF
            continue
        extended = 0
        position += 2 * caches.get(name, 0)
        target = -1
        if number in table.relative:
            target = position - argument * scale if "BACKWARD" in name else position + argument * scale
        elif number in table.absolute:
            target = argument * scale
        yield Instruction(offset, name, argument, target)


def _bytecode(content: bytes, table: Opcodes) -> Iterator[Instruction]:
    """Instructions of one or three bytes, as up to 3.5."""
    extended = position = 0
    while position < len(content):
        number, offset = content[position], position
        name = table.names[number]
        argument = 0
        position += 1
        if number >= table.with_argument:
            argument = int.from_bytes(content[position : position + 2], "little") | extended << 16
            position += 2
        if name == _EXTENDED:
            extended = argument & 0xFFFF
            continue
        extended = 0
        target = (
            position + argument if number in table.relative else argument if number in table.absolute else -1
        )
        yield Instruction(offset, name, argument, target)


def misfit(code: Code) -> int:
    """
    Return how badly `code` fits its version: unknown instructions, and arguments beyond the tables they index.

    Marshal data carry no version, and 3.8, 3.9 and 3.10 write code objects alike.
    """
    bad = 0
    sizes = {"const": len(code.constants), "name": len(code.names), "local": len(code.locals)}
    begun = code.version < _RESUMED
    last = ""
    for one in instructions(code):
        last = one.name
        begun = begun or last == "RESUME"
        table = _INDEXED.get(last, "")
        shift = int(code.version >= _SHIFTED.get(last, (9, 9)))
        if last.startswith("<") or one.target > len(code.code):
            bad += 3
        elif (table and one.argument >> shift >= sizes[table]) or last in {"CACHE", "STOP_CODE"}:
            bad += 1
    ended = last.startswith(("RETURN", "RERAISE", "RAISE", "JUMP", "INTERPRETER_EXIT"))
    return bad + 3 * (not ended) + 5 * (not begun)
