"""Which part of a package a member belongs to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from trees import member

from watchhouse.evidence.facts.code import Zone
from watchhouse.evidence.facts.zones import in_tree_backend, inner_path, module_name, zone_of
from watchhouse.model.artifact import ArtifactKind

SDIST, WHEEL, FOLDER = ArtifactKind.SDIST, ArtifactKind.WHEEL, ArtifactKind.FOLDER
NONE: frozenset[str] = frozenset()


@pytest.mark.parametrize(
    ("path", "kind", "zone"),
    [
        ("garden-1.0/setup.py", SDIST, Zone.INSTALLER),
        ("setup.py", FOLDER, Zone.INSTALLER),
        ("anywhere/setup.py", ArtifactKind.FILE, Zone.INSTALLER),
        ("garden-1.0/vendor/setup.py", SDIST, Zone.PACKAGE),
        ("garden-1.0/tests/setup.py", SDIST, Zone.TEST),
        ("vendor/setup.py", FOLDER, Zone.PACKAGE),
        ("garden/setup.py", WHEEL, Zone.PACKAGE),
        ("garden.pth", WHEEL, Zone.STARTUP),
        ("garden-1.0.data/purelib/garden.pth", WHEEL, Zone.STARTUP),
        ("garden-1.0/src/garden.pth", SDIST, Zone.STARTUP),
        ("garden/models/resnet.pth", WHEEL, Zone.PACKAGE),
        ("sitecustomize.py", WHEEL, Zone.STARTUP),
        ("garden/deep/usercustomize.py", WHEEL, Zone.STARTUP),
        ("garden/tests/a.py", WHEEL, Zone.TEST),
        ("garden/Tests/a.py", WHEEL, Zone.TEST),
        ("garden/conftest.py", WHEEL, Zone.TEST),
        ("garden/test_a.py", WHEEL, Zone.TEST),
        ("test_a.py", WHEEL, Zone.PACKAGE),
        ("garden-1.0/docs/conf.py", SDIST, Zone.DOCUMENT),
        ("garden-1.0/examples/a.py", SDIST, Zone.DOCUMENT),
        ("garden-1.0/scripts/a.py", SDIST, Zone.DOCUMENT),
        ("scripts/a.py", WHEEL, Zone.PACKAGE),
        ("garden/tools/a.py", WHEEL, Zone.PACKAGE),
        ("package/index.js", ArtifactKind.NPM_TARBALL, Zone.PACKAGE),
        ("package/test/index.js", ArtifactKind.NPM_TARBALL, Zone.TEST),
        ("garden/__init__.py", WHEEL, Zone.PACKAGE),
        ("garden/latest.py", WHEEL, Zone.PACKAGE),
        ("docs.py", WHEEL, Zone.PACKAGE),
        ("demo/__init__.py", WHEEL, Zone.PACKAGE),
        ("demo/tests/a.py", WHEEL, Zone.TEST),
        ("demo-1.0/src/demo/a.py", SDIST, Zone.PACKAGE),
    ],
)
def test_a_path_belongs_to_one_part(path: str, kind: ArtifactKind, zone: Zone) -> None:
    """Only what really runs at installation or start-up counts as such, and only what nothing imports as a test."""
    assert zone_of(path, kind, NONE) is zone


@pytest.mark.parametrize(
    ("settings", "backend"),
    [
        ('build-backend = "hooks"\nbackend-path = ["."]', {"hooks.py", "hooks/__init__.py"}),
        ('build-backend = "hooks:api"\nbackend-path = ["./tool/"]', {"tool/hooks.py", "tool/hooks/__init__.py"}),
        ('build-backend = "a.b"\nbackend-path = ["x", "y"]',
         {"x/a/b.py", "x/a/b/__init__.py", "y/a/b.py", "y/a/b/__init__.py"}),
        ('build-backend = "hatchling.build"', set()),
        ('backend-path = ["."]', set()),
        ('build-backend = 3\nbackend-path = ["."]', set()),
        ('build-backend = "a"\nbackend-path = "."', set()),
        ("= broken", set()),
        ("x = " + "[" * 50_000, set()),
    ],
)  # fmt: skip
def test_an_in_tree_backend_is_found_where_pyproject_says(settings: str, backend: set[str]) -> None:
    """Only folders of the source tree count; what says something else, or nothing readable, names none."""
    members = [
        member(
            "garden-1.0/vendor/pyproject.toml", '[build-system]\nbuild-backend = "no"\nbackend-path = ["."]'
        ),
        member("garden-1.0/pyproject.toml", f"[build-system]\n{settings}\n"),
    ]
    assert in_tree_backend(members, SDIST) == backend


def test_an_in_tree_backend_installs() -> None:
    """The backend's module runs while the sdist is built; its name elsewhere does not."""
    backend = frozenset({"tool/hooks.py"})
    assert zone_of("garden-1.0/tool/hooks.py", SDIST, backend) is Zone.INSTALLER
    assert zone_of("garden-1.0/garden/hooks.py", SDIST, backend) is Zone.PACKAGE


def test_a_package_without_pyproject_has_no_in_tree_backend() -> None:
    """No file, no backend."""
    assert in_tree_backend([member("garden-1.0/setup.py", "")], SDIST) == NONE


@pytest.mark.parametrize(
    ("path", "kind", "name"),
    [
        ("garden/__init__.py", WHEEL, "garden"),
        ("garden/sub/a.py", WHEEL, "garden.sub.a"),
        ("garden-1.0/src/garden/a.py", SDIST, "garden.a"),
        ("garden-1.0/garden/a.py", SDIST, "garden.a"),
        ("garden-1.0.data/purelib/garden/a.py", WHEEL, "garden.a"),
        ("garden/_fast.cpython-311.pyc", WHEEL, "garden._fast.cpython-311"),
        ("__init__.py", WHEEL, "__init__"),
        ("src.py", WHEEL, "src"),
        ("garden\\a.py", WHEEL, "garden.a"),
    ],
)
def test_a_member_has_the_name_that_python_imports_it_by(path: str, kind: ArtifactKind, name: str) -> None:
    """Folders that merely hold the source are no part of the name."""
    assert module_name(path, kind) == name


@given(st.text(alphabet="a./\\!_-A\0") | st.text(), st.sampled_from(ArtifactKind))
def test_any_path_has_an_answer(path: str, kind: ArtifactKind) -> None:
    """Hostile paths have a part and a name, and what merely wraps the package is never longer than the path."""
    assert zone_of(path, kind, NONE) in Zone
    assert isinstance(module_name(path, kind), str)
    assert len(inner_path(path, kind)) <= len(path)
