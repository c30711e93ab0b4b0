"""Lists, tuples, sets, dictionaries and comprehensions: what is known of them and of what is in them."""

import ast
from collections.abc import Callable, Generator
from typing import Any, ClassVar

from watchhouse.evidence.facts.python.machine import join_texts, taints_of
from watchhouse.evidence.facts.python.objects import Items, Scope
from watchhouse.evidence.facts.python.operators import FEW, NOTHING, Operators, elements, known
from watchhouse.evidence.values import Value


class Containers(Operators):
    """Evaluates displays and comprehensions."""

    def _sequence(self, node: ast.List | ast.Tuple | ast.Set) -> Value:
        values: list[Value] = []
        for element in node.elts:
            if isinstance(element, ast.Starred):
                inner = self.evaluate(element.value)
                values.extend(elements(inner) or [Value(taints=inner.taints)])
            else:
                values.append(self.evaluate(element))
        taints = taints_of(values)
        if all(known(value) for value in values):
            consts = [value.const for value in values]
            return Value(const=tuple(consts) if isinstance(node, ast.Tuple) else consts, taints=taints)
        shown = join_texts(values, " ")
        return Value(taints=taints, shown=shown, target=Items(tuple((NOTHING, value) for value in values)))

    def _dictionary(self, node: ast.Dict) -> Value:
        pairs = [
            (NOTHING if key is None else self.evaluate(key), self.evaluate(value))
            for key, value in zip(node.keys, node.values, strict=True)
        ]
        values = [value for pair in pairs for value in pair]
        if all(known(value) for value in values) and None not in node.keys:
            try:
                return Value(const={key.const: value.const for key, value in pairs}, taints=taints_of(values))
            except TypeError:  # an unhashable key: the code itself would fail here
                return NOTHING
        return Value(taints=taints_of(values), shown=join_texts(values, " "), target=Items(tuple(pairs)))

    def _comprehension(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp) -> Value:
        frame = self.frame
        frame.scope, outer = Scope(parent=frame.scope), frame.scope
        try:
            results = self._results(node)
        finally:
            frame.scope = outer
        taints = taints_of(results)
        if results and all(known(result) for result in results):
            consts = [result.const for result in results]
            if isinstance(node, ast.DictComp):
                try:
                    return Value(const=dict(consts), taints=taints)
                except (TypeError, ValueError):
                    return Value(taints=taints)
            return Value(const=consts, taints=taints)
        return Value(taints=taints, shown=join_texts(results[:64], " "))

    def _results(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp) -> list[Value]:
        """Return the values that a comprehension gives; where they stay unknown, only what flows into the rest."""
        results: list[Value] = []
        generated = self._generate(node, 0)
        for result in generated:
            results.append(result)
            if len(results) == FEW and not all(known(one) for one in results):
                generated.close()
                rest = self.evaluate(node.generators[0].iter)
                results.append(Value(taints=rest.taints | taints_of(elements(rest) or [])))
        return results

    def _generate(self, node: Any, depth: int) -> Generator[Value, None, None]:
        """Yield one value per element of a comprehension; one for all where the elements are not known."""
        if depth == len(node.generators):
            if isinstance(node, ast.DictComp):
                key, value = self.evaluate(node.key), self.evaluate(node.value)
                both = taints_of([key, value])
                yield (
                    Value(const=(key.const, value.const), taints=both)
                    if known(key) and known(value)
                    else Value(taints=both)
                )
            else:
                yield self.evaluate(node.elt)
            return
        generator = node.generators[depth]
        iterable = self.evaluate(generator.iter)
        ones = elements(iterable)
        certain = ones is not None
        self.frame.concrete += certain
        try:
            for one in (
                ones if ones is not None else [Value(taints=iterable.taints, name=f"{iterable.name}[]")]
            ):
                self.assign(generator.target, one)
                tests = [self.evaluate(test) for test in generator.ifs]
                if certain and any(known(test) and not test.const for test in tests):
                    continue
                yield from self._generate(node, depth + 1)
        finally:
            self.frame.concrete -= certain

    handlers: ClassVar[dict[type[ast.expr], Callable[[Any, Any], Value]]] = {
        **Operators.handlers,
        ast.List: _sequence,
        ast.Tuple: _sequence,
        ast.Set: _sequence,
        ast.Dict: _dictionary,
        ast.ListComp: _comprehension,
        ast.SetComp: _comprehension,
        ast.GeneratorExp: _comprehension,
        ast.DictComp: _comprehension,
    }
