"""What the import instructions do: a module waits on the stack until it is known which names it binds."""

import ast
from collections.abc import Mapping
from typing import Final

from watchhouse.evidence.facts.bytecode.expression import UNKNOWN, Expression, attribute, identifier
from watchhouse.evidence.facts.bytecode.lift import Lifter, Step

_MOST_DOTS: Final = 10
_STAR: Final = 2
"""INTRINSIC_IMPORT_STAR."""


def bind_import(lifter: Lifter, imported: tuple[str, int, tuple[str, ...]], member: str, target: str) -> None:
    """Write the import that binds `target`."""
    module, level, _ = imported
    origin = (
        "." * min(level, _MOST_DOTS) + ".".join(identifier(part) for part in module.split("."))
        if module
        else "."
    )
    if member:
        lifter.writer.write(f"from {origin} import {identifier(member)} as {target}")
    elif level:
        lifter.writer.write(f"from {'.' * min(level, _MOST_DOTS)} import {target}")
    elif target == origin.split(".", 1)[0]:
        lifter.writer.write(f"import {origin}")
    else:
        lifter.writer.write(f"import {origin} as {target}")


def _import_name(lifter: Lifter, argument: int) -> None:
    wanted, level = lifter.raw(), lifter.raw()
    names = wanted.node.elts if isinstance(wanted.node, ast.Tuple) else []
    texts = tuple(str(each.value) for each in names if isinstance(each, ast.Constant))
    depth = level.node.value if isinstance(level.node, ast.Constant) else 0
    relative = depth if isinstance(depth, int) and depth > 0 else 0
    lifter.stack.append(Expression(UNKNOWN.node, module=(lifter.global_name(argument), relative, texts)))


def _import_from(lifter: Lifter, argument: int) -> None:
    source = lifter.stack[-1] if lifter.stack else UNKNOWN
    raw = lifter.global_name(argument)
    if source.module is None:
        lifter.push(attribute(lifter.use(source), raw))
        return
    module, level, wanted = source.module
    if not wanted:
        lifter.stack.append(source)  # `import a.b.c as x` takes b, then c: in the end it is the whole module
    else:
        lifter.stack.append(Expression(UNKNOWN.node, module=(module, level, wanted), member=raw))


def _import_star(lifter: Lifter, _: int) -> None:
    source = lifter.raw()
    if source.module is not None and not lifter.depth:
        origin = "." * min(source.module[1], _MOST_DOTS) + ".".join(
            identifier(part) for part in source.module[0].split(".")
        )
        lifter.writer.write(f"from {origin} import *")


def _intrinsic(lifter: Lifter, argument: int) -> None:
    if argument == _STAR:
        _import_star(lifter, 0)
        lifter.stack.append(UNKNOWN)


IMPORT_STEPS: Final[Mapping[str, Step]] = {
    "IMPORT_NAME": _import_name,
    "IMPORT_FROM": _import_from,
    "IMPORT_STAR": _import_star,
    "CALL_INTRINSIC_1": _intrinsic,
}
