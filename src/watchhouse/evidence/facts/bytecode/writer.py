"""Source text under construction: statements, each with the line that the compiler had seen it on."""

import ast
from dataclasses import dataclass, field
from typing import Final

from watchhouse.evidence.facts.bytecode.expression import DEEPEST, Expression, name
from watchhouse.model.errors import ArtifactError

LARGEST: Final = 8 << 20
"""Characters of lifted text, as much as is read of one source."""


@dataclass(slots=True)
class Writer:
    """The lines written so far, and how many variables were invented."""

    lines: list[str] = field(default_factory=list)
    origins: list[int] = field(default_factory=list)
    """The compiler's line for each written line."""
    indent: int = 0
    line: int = 0
    size: int = 0
    invented: int = 0

    def write(self, text: str) -> None:
        """Write one line at the present indentation."""
        self.size += len(text) + self.indent + 1
        if self.size > LARGEST:
            raise ArtifactError("compiled code is larger than is read")
        self.lines.append(" " * self.indent + text)
        self.origins.append(self.line)

    def statement(self, node: ast.stmt) -> None:
        """Write a simple statement."""
        try:
            text = ast.unparse(ast.fix_missing_locations(node))
        except (RecursionError, ValueError) as error:
            raise ArtifactError("compiled code that no source could say") from error
        self.write(text)

    def assign(self, target: ast.expr, value: Expression) -> None:
        """Write `target = value`."""
        self.statement(ast.Assign(targets=[target], value=value.node, lineno=0))

    def evaluate(self, value: Expression) -> None:
        """Write `value` as a statement if evaluating it does anything."""
        if value.depth:
            self.statement(ast.Expr(value=value.node))

    def stored(self, value: Expression) -> Expression:
        """Return a variable that holds `value`, so that its text stands only once."""
        if isinstance(value.node, ast.Name) or (isinstance(value.node, ast.Constant) and not value.depth):
            return value
        self.invented += 1
        variable = name(f"_v{self.invented}")
        self.assign(variable.node, value)
        return variable

    def shallow(self, value: Expression) -> Expression:
        """Return `value`, stored in a variable first if it nests too deep."""
        return self.stored(value) if value.depth > DEEPEST else value
