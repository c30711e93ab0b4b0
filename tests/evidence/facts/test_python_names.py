"""A call's name is what the code reaches, however it spells it."""

import pytest
from python_reading import call, read_source

SPELLINGS = {
    "import": "import os\nos.system('x')",
    "alias": "import os as o\no.system('x')",
    "from": "from os import system as s\ns('x')",
    "getattr": "import os\ngetattr(os, 'sys' + 'tem')('x')",
    "dunder import": "__import__('o' + 's').system('x')",
    "importlib": "import importlib\nimportlib.import_module('os').system('x')",
    "globals": "import os\nglobals()['os'].system('x')",
    "sys.modules": "import sys\nsys.modules['os'].system('x')",
    "builtins": "getattr(__builtins__, '__import__')('os').system('x')",
    "posix": "import posix\nposix.system('x')",
    "variable": "import os\nrun = os.system\nrun('x')",
    "tuple": "import os, sys\na, b = os.system, sys.exit\na('x')",
    "dictionary": "import os\ntable = {'k': os.system}\ntable['k']('x')",
    "lambda": "import os\n(lambda f: f('x'))(os.system)",
    "dict of module": "import os\nos.__dict__['system']('x')",
    "walrus": "import os\nif (f := os.system): f('x')",
    "conditional": "import os\n(os.system if True else print)('x')",
    "returned": "import os\ndef pick():\n    return os.system\npick()('x')",
    "attribute": (
        "import os\nclass A:\n    def __init__(self):\n        self.f = os.system\n"
        "    def go(self):\n        self.f('x')\nA().go()"
    ),
    "partial": "import os, functools\nfunctools.partial(os.system)('x')",
    "eval": "import os\neval('os.system')('x')",
}


@pytest.mark.parametrize("source", SPELLINGS.values(), ids=SPELLINGS.keys())
def test_every_spelling_of_a_call_gives_its_one_name(source: str) -> None:
    """However `os.system` is reached, the call is recorded as `os.system`."""
    assert call(read_source(source), "os.system").text == "x"


def test_methods_of_a_session_keep_the_session_s_name() -> None:
    """A method of an object made by a known call is named after that call."""
    facts = read_source("import requests as r\ns = r.Session()\ns.post('http://x.invalid', data=1)")

    assert call(facts, "requests.Session().post").sink == "network"


def test_relative_imports_reach_the_package_s_own_functions() -> None:
    """A function imported from a sibling module is followed into it."""
    from python_reading import read_sources

    facts = read_sources(
        {
            "pkg/__init__.py": "from .inner import go\ngo('http://x.invalid/a')",
            "pkg/inner.py": "import requests\ndef go(url):\n    requests.get(url)",
        }
    )

    found = call(facts["pkg/inner.py"], "requests.get")
    assert found.text == "http://x.invalid/a"
    assert found.moment.name == "IMPORT"
