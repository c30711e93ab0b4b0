"""What npm and NuGet run by themselves is read as what it is: an installer."""

import json

import pytest
from trees import code_of, facts_of

from watchhouse.evidence.facts.code import Zone
from watchhouse.evidence.facts.zones import lifecycle_files, zone_of
from watchhouse.model.artifact import ArtifactKind
from watchhouse.model.evidence import Moment

PLAIN = "console.log('water');\n"


def described(**scripts: str) -> str:
    return json.dumps({"name": "garden-book", "version": "1.0.0", "scripts": scripts})


@pytest.mark.parametrize(
    ("command", "path"),
    [
        ("node setup.js", "setup.js"),
        ("node ./scripts/setup", "scripts/setup.js"),
        ("node --no-warnings .hidden/a.cjs || true", ".hidden/a.cjs"),
        ("exit 0; node lib", "lib/index.js"),
        ("node .", "index.js"),
        ("./install.sh --quiet", "install.sh"),
        ("bun run.ts", "run.ts"),
    ],
)
def test_what_a_lifecycle_command_starts_is_known(command: str, path: str) -> None:
    """By the ways in which node finds a file."""
    assert path in lifecycle_files([("postinstall", command)])


def test_scripts_of_developers_start_nothing_on_installation() -> None:
    """Tests and builds are theirs."""
    assert lifecycle_files([("test", "node test.js"), ("bin:garden", "node cli.js")]) == frozenset()


def test_a_started_file_is_read_whatever_it_says() -> None:
    """Also one without any sign runs at installation."""
    files = {"package/package.json": described(preinstall="node setup"), "package/setup.js": PLAIN}
    (call,) = code_of(files, ArtifactKind.NPM_TARBALL)["package/setup.js"].calls
    assert call.moment is Moment.INSTALL


def test_typed_sources_are_read_in_npm_packages_only() -> None:
    """Types alone, and the assets of a Python package, are not."""
    text = "eval(Buffer.from('Y29uc29sZS5sb2coMSk=', 'base64').toString())\n"
    files = {"package/package.json": described(), "package/a.ts": text, "package/b.d.ts": text}
    assert {one.path for one in facts_of(files, ArtifactKind.NPM_TARBALL)[0].code} == {"package/a.ts"}
    assert facts_of({"garden/a.ts": text})[0].code == ()


@pytest.mark.parametrize("path", ["tools/init.ps1", "tools/net45/Install.ps1"])
def test_what_visual_studio_runs_installs(path: str) -> None:
    """NuGet's own names, whatever their case."""
    assert zone_of(path, ArtifactKind.NUPKG, frozenset()) is Zone.INSTALLER


def test_other_scripts_of_a_nupkg_do_not_install() -> None:
    """Nobody runs them."""
    assert zone_of("tools/garden.ps1", ArtifactKind.NUPKG, frozenset()) is Zone.PACKAGE


def test_a_build_file_that_does_not_parse_leaves_a_gap() -> None:
    """And one with a document type, by which XML attacks come."""
    broken = facts_of({"build/A.targets": "<Project>"}, ArtifactKind.NUPKG)[1]
    typed = facts_of({"build/A.props": "<!DOCTYPE a [<!ENTITY b 'c'>]><Project/>"}, ArtifactKind.NUPKG)[1]
    assert [
        len([gap for gap in gaps if gap[0].name == "UNPARSABLE" and gap[1]]) for gaps in (broken, typed)
    ] == [1, 1]
