"""Which metadata file counts, and what happens when they disagree."""

from watchhouse.evidence.facts.metadata.read import read_metadata
from watchhouse.model.artifact import ArtifactKind, ArtifactTree, Member, MemberPath
from watchhouse.model.evidence import GapReason
from watchhouse.model.identity import ArtifactRef, Ecosystem, Sha256


def tree(**members: str) -> ArtifactTree:
    """Return a tree of the given members."""
    return ArtifactTree(
        kind=ArtifactKind.SDIST,
        sha256=Sha256("0" * 64),
        size=0,
        members=tuple(
            Member(path=MemberPath(path), content=content.encode(), sha256=Sha256("0" * 64))
            for path, content in members.items()
        ),
    )


def ref(file: str, ecosystem: Ecosystem = Ecosystem.PYPI) -> ArtifactRef:
    """Return a reference to `file`."""
    return ArtifactRef(ecosystem=ecosystem, file=file)


def test_the_root_file_counts() -> None:
    """A bundled package's metadata deeper down change nothing, whatever the order."""
    found = read_metadata(
        tree(
            **{
                "foo-1/vendor/bar/PKG-INFO": "Name: bar\nVersion: 2\n",
                "foo-1/PKG-INFO": "Name: foo\nVersion: 1\n",
                "foo-1/pyproject.toml": '[project]\nname = "other"\n',
            }
        ),
        ref("foo-1.tar.gz"),
    )
    assert (found.name, found.path, found.gaps) == ("foo", "foo-1/PKG-INFO", ())


def test_what_lies_beside_is_added() -> None:
    """Entry points, an egg's requirements and the README's links complete the picture."""
    found = read_metadata(
        tree(
            **{
                "foo-1/PKG-INFO": "Name: foo\nVersion: 1\n\n[a](https://a.example)",
                "foo-1/foo.egg-info/requires.txt": "bar>=1\n",
                "foo-1/foo.egg-info/entry_points.txt": "[console_scripts]\nfoo = foo:main\n",
                "foo-1/README.md": "[b](https://b.example)",
            }
        ),
        ref("foo-1.tar.gz"),
    )
    assert [each.name for each in found.dependencies] == ["bar"]
    assert found.scripts == (("foo", "foo:main"),)
    assert [link.label for link in found.links] == ["a", "b"]


def test_disagreement_is_a_gap_that_hides_nothing() -> None:
    """File name, PKG-INFO and egg-info that name different packages are each told."""
    found = read_metadata(
        tree(
            **{
                "foo-1/PKG-INFO": "Name: foo\nVersion: 1\n",
                "foo-1/foo.egg-info/PKG-INFO": "Name: bar\nVersion: 1.0\n",
            }
        ),
        ref("foo-3.tar.gz"),
    )
    assert [(gap.reason, gap.hides) for gap in found.gaps] == [(GapReason.AMBIGUOUS, False)] * 2
    assert "version '1' here, '3'" in found.gaps[0].detail
    assert "name 'foo' here, 'bar'" in found.gaps[1].detail


def test_another_ecosystem_is_recognised_by_its_files() -> None:
    """A tarball that was announced as Python but holds package.json is read as what it is."""
    assert read_metadata(tree(**{"package/package.json": '{"name": "foo"}'}), ref("x.tgz")).name == "foo"


def test_no_metadata_is_said() -> None:
    """A package that says nothing of itself leaves a gap."""
    assert [gap.reason for gap in read_metadata(tree(a="b"), ref("x.tar.gz")).gaps] == [GapReason.UNPARSABLE]
