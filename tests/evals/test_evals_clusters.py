"""Shapes and clusters: names and literals do not matter, syntax does."""

from evals.clusters import clusters
from evals.shapes import Shape, shape, tokens

KIT = """
import os, base64, subprocess
from setuptools import setup
def {name}({argument}):
    {argument} = base64.b64decode({text!r})
    if os.environ.get({text!r}):
        for {other} in range(10):
            subprocess.call([{text!r}, {argument}, {other}])
    return {argument} + {text!r}
setup(name={text!r}, version={text!r}, description={text!r}, packages=[{text!r}])
"""
OTHER = """
class Table:
    '''Rows and columns.'''
    def __init__(self, rows):
        self.rows = [list(row) for row in rows]
    def column(self, number):
        return [row[number] for row in self.rows if number < len(row)]
    def __len__(self):
        return len(self.rows)
    def sorted_by(self, number, *, reverse=False):
        return Table(sorted(self.rows, key=lambda row: row[number], reverse=reverse))
"""


def kit(name: str, text: str) -> Shape:
    source = KIT.format(name=name, argument=name * 2, other=name * 3, text=text)
    return shape([("p/setup.py", source.encode())])


def test_names_and_literals_do_not_change_the_shape() -> None:
    """The same kit under other names is the same shape."""
    assert kit("aa", "one") == kit("zz", "quite another text, and longer")


def test_a_list_of_literals_has_one_length() -> None:
    """A payload in many pieces has the shape of a payload in two."""
    assert tokens("x = ['a', 'b', 'c', 'd']") == tokens("x = ['a', 'b']")


def test_what_does_not_parse_has_a_shape() -> None:
    """A file of another Python is no exception."""
    assert tokens("print 'a' if") == tokens("print 'b' if")


def test_copies_of_a_kit_form_a_cluster_named_by_the_smallest() -> None:
    """Two copies belong together, and what looks different stays alone."""
    other = shape([("q/table.py", OTHER.encode())])
    named = clusters({"b": kit("aa", "one"), "a": kit("zz", "two"), "c": other}, frozenset(), {})

    assert named == {"a": "a", "b": "a", "c": "c"}


def test_a_tie_joins_what_looks_different() -> None:
    """The wheel and the source distribution of one project belong together whatever they hold."""
    other = shape([("q/table.py", OTHER.encode())])

    assert clusters({"a": kit("aa", "one"), "b": other}, frozenset(), {"a": "p", "b": "p"}) == {
        "a": "a",
        "b": "a",
    }


def test_a_file_that_honest_packages_have_ties_nothing() -> None:
    """Two packages that both carry a well-known library's file are not of one kind for that."""
    shared = kit("aa", "one").files
    one, two = Shape(shared, (), 0), Shape(shared, (), 0)

    assert clusters({"a": one, "b": two}, frozenset(shared), {}) == {"a": "a", "b": "b"}
    assert clusters({"a": one, "b": two}, frozenset(), {}) == {"a": "a", "b": "a"}


def test_packages_without_python_are_not_alike() -> None:
    """Having no code in common is not a likeness."""
    assert clusters({"a": shape([]), "b": shape([])}, frozenset(), {}) == {"a": "a", "b": "b"}
