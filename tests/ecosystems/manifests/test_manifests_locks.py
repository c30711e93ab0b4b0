"""What lock files of Python and npm ask for on one machine."""

import hashlib

import pytest

from watchhouse.ecosystems.manifests import package_lock, pipfile_lock, poetry_lock, pylock, uv_lock
from watchhouse.ecosystems.pypi.machine import Machine
from watchhouse.model.errors import RequestError
from watchhouse.model.identity import Ecosystem
from watchhouse.model.request import IndexRequest, LocalFile, LocalFolder, Request, Unresolved

LINUX = hashlib.sha256(b"linux").hexdigest()
MAC = hashlib.sha256(b"mac").hexdigest()
PURE = hashlib.sha256(b"pure").hexdigest()
SDIST = hashlib.sha256(b"sdist").hexdigest()
WHEELS = {
    "demo-1.0-cp311-cp311-manylinux_2_17_x86_64.whl": LINUX,
    "demo-1.0-cp311-cp311-macosx_11_0_arm64.whl": MAC,
    "demo-1.0-py3-none-any.whl": PURE,
}


def shown(requests: tuple[Request, ...]) -> list[object]:
    """Return what matters of each request."""
    found: list[object] = []
    for request in requests:
        match request:
            case IndexRequest():
                hashes = sorted(one.partition(":")[2] for one in request.hashes)
                found.append((request.name, request.specifier, hashes))
            case LocalFile() | LocalFolder():
                found.append((type(request).__name__, str(request.path)))
            case Unresolved():
                found.append((request.target, request.needed))
            case _:
                found.append(request)
    return found


UV = f"""
version = 1
requires-python = ">=3.11"
[[package]]
name = "app"
source = {{ editable = "." }}
[[package]]
name = "Demo"
version = "1.0"
source = {{ registry = "https://index.example/simple" }}
sdist = {{ url = "https://files.example/demo-1.0.tar.gz", hash = "sha256:{SDIST}" }}
wheels = [
{"".join(f'{{ url = "https://files.example/{file}", hash = "sha256:{value}" }},' for file, value in WHEELS.items())}
]
[[package]]
name = "macish"
version = "2.0"
source = {{ registry = "https://index.example/simple" }}
wheels = [{{ url = "https://files.example/macish-2.0-cp311-cp311-macosx_11_0_arm64.whl", hash = "sha256:{MAC}" }}]
[[package]]
name = "forked"
version = "3.0"
source = {{ registry = "https://index.example/simple" }}
resolution-markers = ["sys_platform == 'win32'"]
[[package]]
name = "gitty"
version = "1.0"
source = {{ git = "https://git.example/x?rev=1" }}
[[package]]
name = "member"
version = "1.0"
source = {{ directory = "packages/member" }}
[[package]]
name = "filed"
version = "1.0"
source = {{ path = "dist/filed-1.0.tar.gz" }}
"""


def test_uv(linux: Machine) -> None:
    """The best wheel by its hash; what is for others is said to be; what is elsewhere is said to be."""
    found = uv_lock.parse(UV, "uv.lock", linux)
    assert shown(found) == [
        (".", False),
        ("demo", "==1.0", [LINUX]),
        ("macish 2.0", False),
        ("forked 3.0", False),
        ("gitty 1.0", True),
        ("LocalFolder", "packages/member"),
        ("LocalFile", "dist/filed-1.0.tar.gz"),
    ]
    demo = found[1]
    assert isinstance(demo, IndexRequest)
    assert (demo.origin, demo.index) == ("uv.lock: package[1]", "https://index.example/simple")


POETRY = f"""
[[package]]
name = "demo"
version = "1.0"
files = [{"".join(f'{{file = "{file}", hash = "sha256:{value}"}},' for file, value in WHEELS.items())}]
[[package]]
name = "win"
version = "1.0"
markers = "sys_platform == 'win32'"
files = []
[[package]]
name = "grouped"
version = "1.0"
groups = ["main", "dev"]
markers = {{ main = "sys_platform == 'win32'" }}
files = [{{file = "grouped-1.0.tar.gz", hash = "sha256:{SDIST}"}}]
[[package]]
name = "gitty"
version = "1.0"
files = []
[package.source]
type = "git"
url = "https://git.example/x"
[[package]]
name = "old"
version = "1.0"
[metadata]
content-hash = "x"
[metadata.files]
old = [{{file = "old-1.0.tar.gz", hash = "sha256:{PURE}"}}]
"""


def test_poetry(linux: Machine) -> None:
    """Both places where files may stand, and markers per group: one group without a marker wants it anyway."""
    assert shown(poetry_lock.parse(POETRY, "poetry.lock", linux)) == [
        ("demo", "==1.0", [LINUX]),
        ("win 1.0", False),
        ("grouped", "==1.0", [SDIST]),
        ("gitty 1.0", True),
        ("old", "==1.0", [PURE]),
    ]


PIPFILE = f"""{{
"_meta": {{"sources": [{{"name": "own", "url": "https://own.example/simple"}}]}},
"default": {{
  "Demo": {{"version": "==1.0", "hashes": ["sha256:{LINUX}", "sha256:{MAC}"], "index": "own"}},
  "win": {{"version": "==1.0", "markers": "os_name == 'nt'"}},
  "gitty": {{"git": "https://git.example/x", "ref": "1"}},
  "local": {{"path": "./local", "editable": true}}
}},
"develop": {{"tool": {{"version": "*"}}}}
}}"""


def test_pipfile(linux: Machine) -> None:
    """Every category; all hashes stay, because only the index knows whose they are."""
    found = pipfile_lock.parse(PIPFILE, "Pipfile.lock", linux)
    assert shown(found) == [
        ("demo", "==1.0", sorted([LINUX, MAC])),
        ("win", False),
        ("gitty", True),
        ("LocalFolder", "local"),
        ("tool", "", []),
    ]
    assert isinstance(found[0], IndexRequest)
    assert found[0].index == "https://own.example/simple"


def _pylock_wheels() -> str:
    return "".join(
        f'[[packages.wheels]]\nname = "{file}"\nurl = "https://files.example/{file}"\nhashes = {{sha256 = "{value}"}}\n'
        for file, value in WHEELS.items()
    )


PYLOCK = f"""
lock-version = "1.0"
created-by = "test"
dependency-groups = ["dev"]
[[packages]]
name = "demo"
version = "1.0"
{_pylock_wheels()}
[[packages]]
name = "nameless-version"
[packages.sdist]
url = "https://files.example/nameless_version-2.0.tar.gz"
hashes = {{md5 = "x", sha512 = "{SDIST}{SDIST}"}}
[[packages]]
name = "win"
version = "1.0"
marker = "sys_platform == 'win32'"
[packages.sdist]
url = "https://files.example/win-1.0.tar.gz"
hashes = {{sha256 = "{SDIST}"}}
[[packages]]
name = "grouped"
version = "1.0"
marker = "'dev' in dependency_groups"
[packages.sdist]
url = "https://files.example/grouped-1.0.tar.gz"
hashes = {{sha256 = "{SDIST}"}}
[[packages]]
name = "linked"
archive = {{url = "https://files.example/x.tar.gz", hashes = {{sha256 = "{SDIST}"}}}}
[[packages]]
name = "local"
directory = {{path = "local"}}
"""


def test_pylock(linux: Machine) -> None:
    """Every group is asked for; the strongest known hash counts; a version may be told by the file alone."""
    assert shown(pylock.parse(PYLOCK, "pylock.toml", linux)) == [
        ("demo", "==1.0", [LINUX]),
        ("nameless-version", "==2.0", [SDIST * 2]),
        ("win", False),
        ("grouped", "==1.0", [SDIST]),
        ("linked", True),
        ("LocalFolder", "local"),
    ]


NPM_HASH = hashlib.sha512(b"").hexdigest()
INTEGRITY = "sha512-z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg=="
FLAT = f"""{{"lockfileVersion": 3, "packages": {{
"": {{"name": "app"}},
"node_modules/demo": {{"version": "1.0.0",
  "resolved": "https://r.example/demo/-/demo-1.0.0.tgz", "integrity": "{INTEGRITY}"}},
"node_modules/a/node_modules/@s/demo": {{"version": "2.0.0"}},
"node_modules/alias": {{"name": "real", "version": "1.0.0"}},
"node_modules/mac": {{"version": "1.0.0", "os": ["darwin"]}},
"node_modules/notwin": {{"version": "1.0.0", "os": ["!win32"], "cpu": ["x64", "arm64"]}},
"node_modules/inside": {{"version": "1.0.0", "inBundle": true}},
"node_modules/gitty": {{"version": "1.0.0", "resolved": "git+ssh://git@git.example/x.git#1"}},
"node_modules/member": {{"resolved": "packages/member", "link": true}},
"packages/member": {{"version": "1.0.0"}}
}}}}"""
NESTED = f"""{{"lockfileVersion": 1, "dependencies": {{
"demo": {{"version": "1.0.0", "integrity": "{INTEGRITY}", "dependencies": {{"deep": {{"version": "2.0.0"}}}}}},
"alias": {{"version": "npm:@s/real@3.0.0"}},
"gitty": {{"version": "git+https://git.example/x.git#1"}},
"linked": {{"version": "https://files.example/x.tgz"}}
}}}}"""


def test_npm_flat(linux: Machine) -> None:
    """Nested places, scopes, aliases, platforms, bundles, repositories and workspaces."""
    found = package_lock.parse(FLAT, "package-lock.json", linux)
    assert shown(found) == [
        ("demo", "1.0.0", [NPM_HASH]),
        ("@s/demo", "2.0.0", []),
        ("real", "1.0.0", []),
        ("mac", False),
        ("notwin", "1.0.0", []),
        ("inside", False),
        ("gitty", True),
        ("LocalFolder", "packages/member"),
    ]
    demo = found[0]
    assert isinstance(demo, IndexRequest)
    assert (demo.ecosystem, demo.index) == (Ecosystem.NPM, "https://r.example")
    assert demo.origin == "package-lock.json: packages.node_modules/demo"


def test_npm_nested(linux: Machine) -> None:
    """The form of npm before version 7."""
    assert sorted(map(str, shown(package_lock.parse(NESTED, "package-lock.json", linux)))) == sorted(
        map(
            str,
            [
                ("demo", "1.0.0", [NPM_HASH]),
                ("deep", "2.0.0", []),
                ("@s/real", "3.0.0", []),
                ("gitty", True),
                ("linked", True),
            ],
        )
    )


@pytest.mark.parametrize(
    ("parse", "text", "message"),
    [
        (uv_lock.parse, "version = 1\n[[package]]\nversion = '1'", r"lock: package\[0\]: no name"),
        (uv_lock.parse, "version = 2", "lock: version: only version 1 is known"),
        (uv_lock.parse, "version = [", "lock: not TOML that can be read"),
        (uv_lock.parse, "a=" + "[" * 100_000, "lock: not TOML that can be read"),
        (uv_lock.parse, "a." * 30_000 + "a=1", "lock: a key of more than 100 parts"),
        (
            poetry_lock.parse,
            "[[package]]\nname='a b'",
            r"lock: package\[0\]\.name: 'a b' is no project's name",
        ),
        (poetry_lock.parse, "[[package]]\nname='a'\nversion='x'", r"lock: package\[0\]: 'x' is no version"),
        (
            poetry_lock.parse,
            "[[package]]\nname='a'\nversion='1'\nfiles=[{file='a-1.tar.gz',hash='md5:00'}]",
            r"lock: package\[0\]\.files\[0\]\.hash: 'md5:00' is no SHA-2 hash",
        ),
        (pylock.parse, "lock-version = '1.0'", "lock: Missing required value in 'created-by'"),
        (pipfile_lock.parse, '{"_meta": 1}', "lock: _meta: a table expected"),
        (pipfile_lock.parse, "[" * 100_000, "lock: not JSON that can be read"),
        (pipfile_lock.parse, "{\n,", "lock: line 2: not JSON"),
        (package_lock.parse, '{"lockfileVersion": 3, "packages": []}', "lock: packages: a table expected"),
        (
            package_lock.parse,
            '{"lockfileVersion": 3, "packages": {"node_modules/a": {"version": "1", "integrity": "x"}}}',
            "lock: packages.node_modules/a: 'x' is no integrity that can be checked",
        ),
    ],
)
def test_a_fault_is_named_with_its_path(parse: object, text: str, message: str, linux: Machine) -> None:
    """One line says where and what."""
    assert callable(parse)
    with pytest.raises(RequestError, match=f"^{message}") as caught:
        parse(text, "lock", linux)
    assert "\n" not in str(caught.value)
