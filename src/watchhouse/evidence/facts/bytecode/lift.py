"""
A code object comes in, source text that calls the same things with the same values goes out.

The text is read, never run, so it need not be what the author wrote: branches are written one after the other,
loops once, handlers like other code. What meets after a branch is written as a conditional expression.
"""

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from watchhouse.evidence.facts.bytecode.expression import NULL, UNKNOWN, Expression, identifier, name
from watchhouse.evidence.facts.bytecode.instructions import Instruction, instructions, opcodes
from watchhouse.evidence.facts.bytecode.lines import line_starts
from watchhouse.evidence.facts.bytecode.unmarshal import Code
from watchhouse.evidence.facts.bytecode.writer import Writer
from watchhouse.model.errors import ArtifactError

DEEPEST_CODE: Final = 40
"""Functions within functions."""
HIGHEST: Final = 5_000
"""Values on one stack."""
MOST_INSTRUCTIONS: Final = 500_000

_VARARGS, _VARKEYWORDS = 0x04, 0x08
_ENDS: Final = ("RETURN_", "RAISE_VARARGS", "RERAISE")
_GOES_ON: Final = frozenset(("RETURN_GENERATOR",))
_JUMPS_AWAY: Final = frozenset(
    ("JUMP_FORWARD", "JUMP_ABSOLUTE", "JUMP_BACKWARD", "JUMP_BACKWARD_NO_INTERRUPT", "CONTINUE_LOOP")
)

_ITERATOR_STAYS: Final = (3, 12)
"""Since 3.12 FOR_ITER leaves the spent iterator for END_FOR to drop."""

Step = Callable[["Lifter", int], None]


@dataclass(slots=True)
class Lifter:
    """One code object being lifted: its stack, and the stacks that jumps carry ahead."""

    code: Code
    writer: Writer
    steps: "Mapping[str, Step]"
    """What each instruction does to the stack and the text."""
    budget: list[int]
    """Instructions that may still be lifted, shared by all code objects of one member."""
    depth: int = 0
    in_class: bool = False
    stack: list[Expression] = field(default_factory=list)
    ahead: dict[int, list[Expression]] = field(default_factory=dict)
    loops: dict[int, int] = field(default_factory=dict)
    """Where each FOR_ITER goes when its iterator is spent."""
    keywords: tuple[str, ...] = ()
    """Names given to the next call's last arguments (3.11, 3.12)."""
    returned: bool = False

    def run(self) -> None:
        """Write the statements of the code object."""
        table = opcodes(self.code.version)
        starts = line_starts(self.code)
        reachable = True
        for one in instructions(self.code):
            self.budget[0] -= 1
            if self.budget[0] < 0 or len(self.stack) > HIGHEST:
                raise ArtifactError("compiled code holds more than is read")
            self.writer.line = starts.get(one.offset, self.writer.line)
            self._arrive(one.offset, reachable=reachable)
            step = self.steps.get(one.name)
            if step is None:
                number = table.names.index(one.name)
                self._unknown(table.pops[number], table.pushes[number])
            else:
                step(self, one.argument)
            self._jump(one)
            reachable = (
                not (one.name.startswith(_ENDS) and one.name not in _GOES_ON) and one.name not in _JUMPS_AWAY
            )
        for value in self.stack:
            self.writer.evaluate(value)
        if self.returned and not self.in_class:
            self.writer.write("return _returned")

    def _jump(self, one: Instruction) -> None:
        """Remember the stack that a jump takes along; a loop's exit gets the one that its last turn leaves."""
        keeps_iterator = self.code.version >= _ITERATOR_STAYS
        if one.name == "FOR_ITER":
            self.loops[one.offset] = one.target
            self.ahead.setdefault(one.target, self.stack[:] if keeps_iterator else self.stack[:-2])
        elif one.name == "SEND":
            # the generator stands for what it returns; since 3.12 END_SEND drops it from below the value
            self.ahead.setdefault(
                one.target, [*self.stack[:-1], *self.stack[-2:-1]] if keeps_iterator else self.stack[:-1]
            )
        elif one.target > one.offset:
            self.ahead.setdefault(one.target, self.stack[:])
        elif one.target in self.loops and self.stack:
            left = [*self.stack, UNKNOWN] if keeps_iterator else self.stack[:-1]
            self.ahead[self.loops[one.target]] = left

    def _arrive(self, offset: int, *, reachable: bool) -> None:
        """Join the stack with the one that a jump to here carried along."""
        carried = self.ahead.pop(offset, None)
        if carried is None:
            if not reachable:
                self.stack = []
            return
        if not reachable or len(carried) > len(self.stack):
            self.stack = carried
            return
        for position, (other, own) in enumerate(zip(carried, self.stack, strict=False)):
            if other is not own and other is not NULL and own is not NULL:
                either = ast.IfExp(test=UNKNOWN.node, body=self.use(other).node, orelse=self.use(own).node)
                joined = Expression(either, max(other.depth, own.depth) + 1)
                self.stack[position] = self.writer.shallow(joined)

    def _unknown(self, pops: int, pushes: int) -> None:
        """Keep the stack's height for an instruction of no interest, and write out what it takes."""
        for _ in range(min(max(pops, 0), len(self.stack))):
            self.writer.evaluate(self.use(self.stack.pop()))
        self.stack.extend([UNKNOWN] * min(max(pushes, 0), 10))

    def push(self, value: Expression) -> None:
        """Put a value on the stack."""
        self.stack.append(self.writer.shallow(value))

    def raw(self) -> Expression:
        """Take the top of the stack as it is."""
        return self.stack.pop() if self.stack else UNKNOWN

    def pop(self) -> Expression:
        """Take the top of the stack, written out if it was a function or an import."""
        return self.use(self.raw())

    def take(self, count: int) -> list[Expression]:
        """Take the upper `count` values, lowest first."""
        if count > HIGHEST:
            raise ArtifactError("compiled code takes more values than it has")
        return [self.pop() for _ in range(count)][::-1]

    def use(self, value: Expression) -> Expression:
        """Return `value` as something that text can say."""
        if value.code is not None:
            return name(self.define(value.code, value.code.name))
        if value.module is not None:
            module, level, wanted = value.module
            parts = [ast.Constant(value=part) for part in (module, None, None)]
            names = ast.Tuple(elts=[ast.Constant(value=each) for each in wanted])
            given: list[ast.expr] = (
                [*parts, names, ast.Constant(value=level)] if wanted or level else [parts[0]]
            )
            node: ast.expr = ast.Call(func=ast.Name(id="__import__"), args=given, keywords=[])
            if value.member:
                node = ast.Attribute(value=node, attr=identifier(value.member))
            return Expression(node, 1)
        return value

    def define(self, code: Code, raw: str, bases: list[Expression] | None = None) -> str:
        """Write a function, or a class if `bases` are given, and return its name."""
        if self.depth > DEEPEST_CODE:
            raise ArtifactError("compiled functions nest too deep")
        wanted = identifier(raw.strip("<>"))
        if raw.startswith("<"):
            self.writer.invented += 1
            wanted = f"_{wanted}_{self.writer.invented}"
        line = self.writer.line
        self.writer.line = code.first_line
        if bases is None:
            self.writer.write(f"def {wanted}({_parameters(code)}):")
        else:
            listed = ", ".join(ast.unparse(each.node) for each in bases)
            self.writer.write(f"class {wanted}({listed}):")
        self.writer.indent += 1
        self.writer.write("pass")
        Lifter(
            code=code,
            writer=self.writer,
            steps=self.steps,
            budget=self.budget,
            depth=self.depth + 1,
            in_class=bases is not None,
        ).run()
        self.writer.indent -= 1
        self.writer.line = line
        return wanted

    def variable(self, index: int) -> str:
        """Return the name of a fast local (since 3.11 also of a cell)."""
        return _at(self.code.locals, index)

    def cell(self, index: int) -> str:
        """Return the name of a cell or free variable."""
        return self.variable(index) if self.code.version >= (3, 11) else _at(self.code.cells, index)

    def global_name(self, index: int) -> str:
        """Return a name from the table of names."""
        return _at(self.code.names, index)


def _at(names: tuple[str, ...], index: int) -> str:
    return names[index] if index < len(names) else "_unknown"


def _parameters(code: Code) -> str:
    given = [identifier(each) for each in code.locals[: code.arguments]]
    rest = list(code.locals[code.arguments : code.arguments + 2])
    for flag, star in ((_VARARGS, "*"), (_VARKEYWORDS, "**")):
        if code.flags & flag and rest:
            given.append(star + identifier(rest.pop(0)))
    unique = list(dict.fromkeys(given))
    return ", ".join(unique)
