"""What each instruction of CPython 2.7 and 3.6 to 3.14 does, in terms of the lifter's stack and text."""

import ast
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final

from watchhouse.evidence.facts.bytecode.calls import CALL_STEPS
from watchhouse.evidence.facts.bytecode.expression import (
    BUILD_CLASS,
    NULL,
    UNKNOWN,
    Expression,
    attribute,
    call,
    constant,
    identifier,
    name,
)
from watchhouse.evidence.facts.bytecode.imports import IMPORT_STEPS, bind_import
from watchhouse.evidence.facts.bytecode.lift import Lifter, Step
from watchhouse.evidence.facts.bytecode.operations import OPERATION_STEPS
from watchhouse.evidence.facts.bytecode.unmarshal import Code


def _nothing(lifter: Lifter, argument: int) -> None:
    """Leave everything as it is."""


def _load_constant(lifter: Lifter, argument: int) -> None:
    constants = lifter.code.constants
    value = constants[argument] if argument < len(constants) else None
    lifter.stack.append(Expression(UNKNOWN.node, code=value) if isinstance(value, Code) else constant(value))


def _load_global(lifter: Lifter, argument: int) -> None:
    version = lifter.code.version
    flagged = version >= (3, 11) and argument & 1
    loaded = name(lifter.global_name(argument >> 1 if version >= (3, 11) else argument))
    pair = [NULL, loaded] if version < (3, 13) else [loaded, NULL]
    lifter.stack.extend(pair if flagged else [loaded])


def _load_from_dict(lifter: Lifter, argument: int) -> None:
    lifter.raw()
    lifter.stack.append(name(lifter.global_name(argument)))


def _load_cell_from_dict(lifter: Lifter, argument: int) -> None:
    lifter.raw()
    lifter.stack.append(name(lifter.cell(argument)))


def _load_attribute(lifter: Lifter, argument: int) -> None:
    flagged = lifter.code.version >= (3, 12)
    owner = lifter.raw()
    raw = lifter.global_name(argument >> 1 if flagged else argument)
    if owner.module is not None and not owner.member:
        lifter.stack.append(owner)  # `import a.b as x` up to 3.6 reads b off what was imported
    else:
        lifter.push(attribute(lifter.use(owner), raw))
    if flagged and argument & 1:
        lifter.stack.append(NULL)


def _load_method(lifter: Lifter, argument: int) -> None:
    lifter.push(attribute(lifter.pop(), lifter.global_name(argument)))
    lifter.stack.append(NULL)


def _load_super(lifter: Lifter, argument: int) -> None:
    lifter.take(3)
    lifter.push(attribute(call(name("super"), [], []), lifter.global_name(argument >> 2)))
    if argument & 1:
        lifter.stack.append(NULL)


def _load_special(lifter: Lifter, argument: int) -> None:
    owner = lifter.pop()
    enters = argument in {0, 2}
    lifter.stack.extend([Expression(owner.node, owner.depth, passes=owner if enters else UNKNOWN), NULL])


def _enter(lifter: Lifter, _: int) -> None:
    entered = lifter.writer.stored(lifter.pop())
    lifter.stack.extend([Expression(UNKNOWN.node, passes=UNKNOWN), entered])


def _store(lifter: Lifter, target: str) -> None:
    value = lifter.raw()
    if value.module is not None:
        bind_import(lifter, value.module, value.member, identifier(target))
    elif value.code is not None:
        defined = lifter.define(value.code, value.code.name)
        if defined != identifier(target):
            lifter.writer.assign(ast.Name(id=identifier(target)), name(defined))
    elif not (isinstance(value.node, ast.Name) and value.node.id == identifier(target)):
        lifter.writer.assign(ast.Name(id=identifier(target)), value)


def _drop(lifter: Lifter, _: int) -> None:
    value = lifter.raw()
    if value.code is not None or value.module is None:
        lifter.writer.evaluate(lifter.use(value))


def _return(lifter: Lifter, _: int) -> None:
    value = lifter.pop()
    if not (isinstance(value.node, ast.Constant) and value.node.value is None):
        lifter.returned = True
        lifter.writer.assign(ast.Name(id="_returned"), value)


def _yield(lifter: Lifter, _: int) -> None:
    _return(lifter, 0)
    lifter.stack.append(UNKNOWN)


def _store_subscript(lifter: Lifter, _: int) -> None:
    value, owner, key = lifter.take(3)
    lifter.writer.assign(ast.Subscript(value=owner.node, slice=key.cut or key.node), value)


def _store_attribute(lifter: Lifter, argument: int) -> None:
    value, owner = lifter.take(2)
    lifter.writer.assign(
        ast.Attribute(value=owner.node, attr=identifier(lifter.global_name(argument))), value
    )


def _unpack(lifter: Lifter, argument: int) -> None:
    whole = lifter.writer.stored(lifter.pop())
    count = min(argument, 255)
    items = (
        ast.Subscript(value=whole.node, slice=ast.Constant(value=index)) for index in reversed(range(count))
    )
    lifter.stack.extend(Expression(item, 1) for item in items)


def _unpack_rest(lifter: Lifter, argument: int) -> None:
    _unpack(lifter, (argument & 0xFF) + (argument >> 8) + 1)


def _iterate(lifter: Lifter, _: int) -> None:
    iterated = lifter.use(lifter.stack[-1]) if lifter.stack else UNKNOWN
    lifter.push(call(name("next"), [iterated], []))


def _iterator(lifter: Lifter, _: int) -> None:
    lifter.push(call(name("iter"), [lifter.pop()], []))


def _end_for(lifter: Lifter, _: int) -> None:
    """Drop what a spent loop leaves: in 3.12 the iterator too, later that is an instruction of its own."""
    lifter.raw()
    if lifter.code.version == (3, 12):
        lifter.raw()


def _end_send(lifter: Lifter, _: int) -> None:
    """Drop the generator below the value that it returned."""
    value = lifter.raw()
    lifter.raw()
    lifter.stack.append(value)


def _yield_from(lifter: Lifter, _: int) -> None:
    """Leave the generator in place of what it returns (up to 3.10)."""
    lifter.raw()


def _copy(lifter: Lifter, argument: int) -> None:
    if not 0 < argument <= len(lifter.stack):
        lifter.stack.append(UNKNOWN)
        return
    value = lifter.stack[-argument]
    if value.code is None and value.module is None and value.passes is None and value is not NULL:
        value = lifter.stack[-argument] = lifter.writer.stored(value)
    lifter.stack.append(value)


def _copy_two(lifter: Lifter, _: int) -> None:
    _copy(lifter, 2)
    _copy(lifter, 2)


def _swap(lifter: Lifter, argument: int) -> None:
    if 1 < argument <= len(lifter.stack):
        lifter.stack[-1], lifter.stack[-argument] = lifter.stack[-argument], lifter.stack[-1]


def _rotate(count: int) -> Step:
    def step(lifter: Lifter, argument: int) -> None:
        places = count or argument
        if 1 < places <= len(lifter.stack):
            lifter.stack.insert(len(lifter.stack) - places, lifter.stack.pop())

    return step


def _make_function(lifter: Lifter, argument: int) -> None:
    version = lifter.code.version
    if (3, 0) <= version < (3, 11):
        lifter.raw()  # qualified name
    function = lifter.raw()
    if version < (3, 6):
        lifter.take(argument & 0xFF)
    elif version < (3, 13):
        lifter.take((argument & 15).bit_count())
    lifter.stack.append(function)


def _make_closure(lifter: Lifter, argument: int) -> None:
    function = lifter.raw()
    lifter.take(1 + (argument & 0xFF))
    lifter.stack.append(function)


def _function_attribute(lifter: Lifter, _: int) -> None:
    function = lifter.raw()
    lifter.pop()
    lifter.stack.append(function)


def _execute(lifter: Lifter, _: int) -> None:
    code, _globals, _locals = lifter.take(3)
    lifter.writer.evaluate(call(name("exec"), [code], []))


def _print(lifter: Lifter, _: int) -> None:
    lifter.writer.evaluate(call(name("print"), [lifter.pop()], []))


def _two(load: Callable[[Lifter, str], None], store: Callable[[Lifter, str], None]) -> Step:
    def step(lifter: Lifter, argument: int) -> None:
        load(lifter, lifter.variable(argument >> 4))
        store(lifter, lifter.variable(argument & 15))

    return step


def _load(lifter: Lifter, raw: str) -> None:
    lifter.stack.append(name(raw))


def _by_variable(act: Callable[[Lifter, str], None]) -> Step:
    return lambda lifter, argument: act(lifter, lifter.variable(argument))


def _by_name(act: Callable[[Lifter, str], None]) -> Step:
    return lambda lifter, argument: act(lifter, lifter.global_name(argument))


def _by_cell(act: Callable[[Lifter, str], None]) -> Step:
    return lambda lifter, argument: act(lifter, lifter.cell(argument))


def _pushing(value: Expression) -> Step:
    return lambda lifter, _: lifter.stack.append(value)


@lru_cache(maxsize=1)
def steps() -> Mapping[str, Step]:
    """Return the table from an instruction's name to what it does; what is missing only keeps the stack's height."""
    table: dict[str, Step] = {**CALL_STEPS, **IMPORT_STEPS, **OPERATION_STEPS, **_TABLE}
    for loading in ("FAST", "FAST_CHECK", "FAST_BORROW", "FAST_AND_CLEAR"):
        table[f"LOAD_{loading}"] = _by_variable(_load)
    for loading in ("DEREF", "CLASSDEREF", "CLOSURE"):
        table[f"LOAD_{loading}"] = _by_cell(_load)
    for loading in ("FAST_LOAD_FAST", "FAST_BORROW_LOAD_FAST_BORROW"):
        table[f"LOAD_{loading}"] = _two(_load, _load)
    for silent in (
        "NOP", "RESUME", "PRECALL", "CACHE", "EXTENDED_ARG", "TO_BOOL", "GET_AWAITABLE", "GET_YIELD_FROM_ITER",
        "CONVERT_VALUE", "LIST_TO_TUPLE", "MAKE_CELL", "COPY_FREE_VARS", "GET_AITER", "NOT_TAKEN",
        "SETUP_LOOP", "SETUP_EXCEPT", "SETUP_FINALLY", "POP_BLOCK", "JUMP_FORWARD", "JUMP_ABSOLUTE", "JUMP_BACKWARD",
        "JUMP_BACKWARD_NO_INTERRUPT", "CONTINUE_LOOP", "BREAK_LOOP", "JUMP_IF_TRUE_OR_POP", "JUMP_IF_FALSE_OR_POP",
        "RETURN_CONST", "ASYNC_GEN_WRAP", "SETUP_ANNOTATIONS", "GEN_START", "PRINT_NEWLINE", "SEND",
    ):  # fmt: skip
        table[silent] = _nothing
    for dropping in (
        "POP_TOP", "POP_JUMP_IF_TRUE", "POP_JUMP_IF_FALSE", "POP_JUMP_IF_NONE", "POP_JUMP_IF_NOT_NONE", "PRINT_EXPR",
        "POP_JUMP_FORWARD_IF_TRUE", "POP_JUMP_FORWARD_IF_FALSE", "POP_JUMP_FORWARD_IF_NONE",
        "POP_JUMP_FORWARD_IF_NOT_NONE", "POP_JUMP_BACKWARD_IF_TRUE", "POP_JUMP_BACKWARD_IF_FALSE", "POP_ITER",
        "POP_JUMP_BACKWARD_IF_NONE", "POP_JUMP_BACKWARD_IF_NOT_NONE",
    ):  # fmt: skip
        table[dropping] = _drop
    return table


_TABLE: Final[Mapping[str, Step]] = {
    "LOAD_CONST": _load_constant,
    "LOAD_SMALL_INT": lambda lifter, argument: lifter.stack.append(constant(argument)),
    "LOAD_NAME": _by_name(_load),
    "LOAD_GLOBAL": _load_global,
    "LOAD_FROM_DICT_OR_GLOBALS": _load_from_dict,
    "LOAD_FROM_DICT_OR_DEREF": _load_cell_from_dict,
    "LOAD_ATTR": _load_attribute,
    "LOAD_METHOD": _load_method,
    "LOAD_SUPER_ATTR": _load_super,
    "LOAD_SPECIAL": _load_special,
    "LOAD_BUILD_CLASS": _pushing(BUILD_CLASS),
    "PUSH_NULL": _pushing(NULL),
    "BEFORE_WITH": _enter,
    "BEFORE_ASYNC_WITH": _enter,
    "SETUP_WITH": _enter,
    "STORE_NAME": _by_name(_store),
    "STORE_GLOBAL": _by_name(_store),
    "STORE_FAST": _by_variable(_store),
    "STORE_DEREF": _by_cell(_store),
    "STORE_FAST_STORE_FAST": _two(_store, _store),
    "STORE_FAST_LOAD_FAST": _two(_store, _load),
    "STORE_SUBSCR": _store_subscript,
    "STORE_ATTR": _store_attribute,
    "RETURN_VALUE": _return,
    "YIELD_VALUE": _yield,
    "END_FOR": _end_for,
    "END_SEND": _end_send,
    "YIELD_FROM": _yield_from,
    "UNPACK_SEQUENCE": _unpack,
    "UNPACK_EX": _unpack_rest,
    "GET_ITER": _iterator,
    "FOR_ITER": _iterate,
    "GET_ANEXT": _iterate,
    "DUP_TOP": lambda lifter, _: _copy(lifter, 1),
    "DUP_TOP_TWO": _copy_two,
    "COPY": _copy,
    "SWAP": _swap,
    "ROT_TWO": _rotate(2),
    "ROT_THREE": _rotate(3),
    "ROT_FOUR": _rotate(4),
    "ROT_N": _rotate(0),
    "MAKE_FUNCTION": _make_function,
    "MAKE_CLOSURE": _make_closure,
    "SET_FUNCTION_ATTRIBUTE": _function_attribute,
    "EXEC_STMT": _execute,
    "PRINT_ITEM": _print,
}
