"""Whether a package holds anything that could be of use: code that does something, data, a library."""

import ast
from enum import Enum, auto

from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.facts.python.parse import decode_source, parse_text
from watchhouse.model.artifact import Member

LONGEST_STUB = 4_096
"""Bytes of a source file that can still be a stub; a longer one does something."""
MOST_MEMBERS = 200
"""A package of more members is not hollow."""
PAYLOAD = 2_048
"""Bytes of other files, all in all, from which a package carries something."""

_PAPERS = (
    "readme",
    "license",
    "licence",
    "copying",
    "authors",
    "changelog",
    "changes",
    "history",
    "manifest.in",
)
_ABOUT = (".egg-info/", ".dist-info/", ".github/", ".git/", "_rels/", "package/services/")
_SETTINGS = frozenset(
    {"pkg-info", "pyproject.toml", "setup.cfg", "package.json", "package-lock.json", "tox.ini", "metadata"}
    | {"[content_types].xml", ".gitignore", ".npmignore", "tsconfig.json", "manifest", "requirements.txt"}
)
_DOCUMENTS = (".md", ".rst", ".nuspec", ".typed", ".yml", ".yaml")
_JAVASCRIPT = (".js", ".cjs", ".mjs", ".ts")
_JAVASCRIPT_STUB = 120
_NODES = 400
LONGEST_TEXT = 2_048
_IDLE_CALLS = frozenset(
    {"print", "setup", "find_packages", "open", "read", "read_text", "join", "dirname", "strip"}
)
_REFUSALS = ("Error", "Exception", "Exit")
"""Endings of what is raised: a reserved name's installer says so and stops."""
_BUSY = (ast.Call, ast.Lambda, ast.Await, ast.Yield, ast.For, ast.While, ast.Try, ast.Delete, ast.Global)


class Content(Enum):
    """What a package holds."""

    SOMETHING = auto()
    INSTALLER_ONLY = auto()
    """Nothing but an installer that does more than describe the package."""
    NOTHING = auto()


def content(facts: PackageFacts) -> Content:
    """Return what the package holds, from its members alone."""
    members = facts.tree.members
    if facts.binaries or facts.tree.gaps or len(members) > MOST_MEMBERS:
        return Content.SOMETHING
    installers = [member for member in members if member.name == "setup.py" and member.path.count("/") <= 1]
    payload = 0
    for member in members:
        if member in installers or is_about_the_package(member) or is_stub(member):
            continue
        if member.name.endswith((".py", ".pyi", *_JAVASCRIPT)):
            return Content.SOMETHING
        payload += len(member.content)
    if payload > PAYLOAD:
        return Content.SOMETHING
    if all(is_stub(member) for member in installers):
        return Content.NOTHING
    return Content.INSTALLER_ONLY


def is_stub(member: Member) -> bool:
    """
    Return whether a source file does nothing: imports, constants, texts, `pass`, `print`, empty functions.

    A `setup.py` that only calls `setup()` does nothing, too.
    """
    if len(member.content) > LONGEST_STUB:
        return False
    if member.name.endswith(_JAVASCRIPT):
        return len(member.content.strip()) <= _JAVASCRIPT_STUB
    if not member.name.endswith(".py"):
        return False
    tree = parse_text(decode_source(member.content))
    if tree is None:
        return False
    nodes = list(ast.walk(tree))
    return len(nodes) <= _NODES and all(_is_idle(node) for node in nodes)


def _is_idle(node: ast.AST) -> bool:
    match node:
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
            return name in _IDLE_CALLS or name.endswith(_REFUSALS)
        case ast.keyword(arg=name):
            return name not in {"cmdclass", "ext_modules"}
        case ast.ClassDef(keywords=keywords):
            return not keywords
        case ast.Constant(value=str() | bytes() as text):
            return len(text) <= LONGEST_TEXT
        case _:
            return not isinstance(node, _BUSY)


def is_about_the_package(member: Member) -> bool:
    """Return whether `member` describes the package and is no part of what it does."""
    path, name = member.path.lower(), member.name.lower()
    return (
        name.startswith(_PAPERS)
        or name in _SETTINGS
        or name.endswith(_DOCUMENTS)
        or any(part in path for part in _ABOUT)
    )
