"""Plain source code that says nothing: enough of it, and varied enough, to be read like a library."""

import random

from watchhouse.testing.generate.words import blocks, slots

_PYTHON_HEAD = '"""%(Verb)s %(adjective)s %(noun)ss."""\n\n'
_PYTHON_IMPORTS = """import collections
import dataclasses
import functools
import json
import logging
import pathlib

logger = logging.getLogger(__name__)
"""
_MODULE = 12_000
"""Characters after which another module begins."""


def python_modules(chance: random.Random, characters: int) -> dict[str, str]:
    """Return Python modules by file name, `characters` in all."""
    return {
        f"{name}.py": _PYTHON_HEAD % slots(chance) + _PYTHON_IMPORTS + "\n\n" + text
        for name, text in _modules(chance, characters, "python.txt", "\n\n\n")
    }


def javascript_modules(chance: random.Random, characters: int) -> dict[str, str]:
    """Return CommonJS modules by file name, `characters` in all."""
    return {
        f"{name}.js": f"'use strict';\n\n{text}\n"
        for name, text in _modules(chance, characters, "javascript.txt", "\n\n")
    }


def csharp_files(chance: random.Random, characters: int, namespace: str) -> dict[str, str]:
    """Return C# source files by file name, `characters` in all."""
    head = f"using System;\nusing System.Collections.Generic;\n\nnamespace {namespace}\n{{\n"
    return {
        f"{name.title()}.cs": f"{head}{text}\n}}\n"
        for name, text in _modules(chance, characters, "csharp.txt", "\n\n")
    }


def one_block(chance: random.Random, file: str) -> str:
    """Return one block of the template `file`, filled."""
    choices = blocks(file)
    return choices[chance.getrandbits(16) % len(choices)] % slots(chance)


def _modules(chance: random.Random, characters: int, file: str, between: str) -> list[tuple[str, str]]:
    found: dict[str, str] = {}
    while characters > 0:
        parts: list[str] = []
        wanted = min(characters, _MODULE)
        while wanted > 0:
            parts.append(one_block(chance, file))
            wanted -= len(parts[-1])
        text = between.join(parts)
        characters -= len(text)
        found[f"{slots(chance)['noun']}{len(found) or ''}"] = text
    return list(found.items())
