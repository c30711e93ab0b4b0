"""The generator: real archives, the same each time, inert."""

import base64
import csv
import hashlib
import io
import json
import re
import tarfile
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_worlds import AT, blueprint

from watchhouse.artifacts.open import read_artifact
from watchhouse.model.artifact import ReadLimits
from watchhouse.testing.generate.archives import tarball, zip_archive
from watchhouse.testing.generate.blueprint import HOSTILE, Form, Kind
from watchhouse.testing.generate.packages import make

_HOST = re.compile(r"https?://([^/\"'\s:)]+)")
_HARMLESS = re.compile(
    r"([a-z0-9-]+\.)*(invalid|example)|192\.0\.2\.\d+|schemas\.(openxmlformats\.org|microsoft\.com)"
)


def texts(content: bytes) -> dict[str, str]:
    """Return the members of an archive as text."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return {name: archive.read(name).decode(errors="replace") for name in archive.namelist()}
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        members = ((entry.name, archive.extractfile(entry)) for entry in archive)
        return {
            name: member.read().decode(errors="replace") for name, member in members if member is not None
        }


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("form", Form)
def test_a_blueprint_is_always_the_same_file(form: Form, kind: Kind) -> None:
    """Whoever makes it again has the same hash."""
    assert make(blueprint(form, kind)) == make(blueprint(form, kind))


@pytest.mark.parametrize("form", Form)
def test_another_seed_is_other_code(form: Form) -> None:
    """No source file of a package is that of another one, so that nothing is examined once for all."""
    one, other = (texts(make(blueprint(form, Kind.LIBRARY, seed))) for seed in (7, 8))
    sources = {
        text for name, text in one.items() if name.endswith((".js", ".cs", ".py")) and "test" not in name
    }
    assert sources
    assert sources & set(other.values()) == set()


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("form", Form)
def test_our_own_reader_finds_nothing_odd_in_the_archive(form: Form, kind: Kind) -> None:
    """An archive's shape gives no gap: it is as installers make and read them."""
    made = blueprint(form, kind)
    assert read_artifact(make(made), made.file, ReadLimits(), lambda: 0.0).gaps == ()


@pytest.mark.parametrize("kind", HOSTILE)
@pytest.mark.parametrize("form", Form)
@pytest.mark.parametrize("seed", range(6))
def test_what_looks_hostile_reaches_nobody_and_fails_first(form: Form, kind: Kind, seed: int) -> None:
    """Hosts do not exist, and the first statement of each sample cannot succeed."""
    members = texts(make(blueprint(form, kind, seed)))
    samples = [text for text in members.values() if "nothing below ever runs" in text]
    hosts = {host for text in members.values() for host in _HOST.findall(text)}
    assert len(samples) == 1
    assert re.search(r"import inert_sample|require\('inert-sample'\)|Import-Module inert-sample", samples[0])
    assert [host for host in hosts if not _HARMLESS.fullmatch(host)] == []


def test_a_wheels_record_is_true() -> None:
    """Every member but RECORD itself has its hash and size in it."""
    content = make(blueprint(Form.WHEEL, Kind.COMMAND))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        lines = list(
            csv.reader(io.StringIO(archive.read("quiet_harbor_kit-1.2.0.dist-info/RECORD").decode()))
        )
        stated = {path: (digest, size) for path, digest, size in lines if digest}
        for path, (digest, size) in stated.items():
            found = (
                base64.urlsafe_b64encode(hashlib.sha256(archive.read(path)).digest()).rstrip(b"=").decode()
            )
            assert (digest, int(size)) == (f"sha256={found}", len(archive.read(path)))
        assert {line[0] for line in lines} == set(archive.namelist())


def test_an_npm_tarball_runs_a_script_only_where_it_looks_hostile() -> None:
    """Its manifest names a hook, and the script of the hook is there."""
    said = json.loads(texts(make(blueprint(Form.TARBALL, Kind.STEALER)))["package/package.json"])
    honest = json.loads(texts(make(blueprint(Form.TARBALL, Kind.LIBRARY)))["package/package.json"])
    assert set(said["scripts"]) <= {"preinstall", "postinstall"}
    assert honest["scripts"] == {"test": "node --test"}


@pytest.mark.parametrize("size", [30_000, 300_000, 3_000_000])
@pytest.mark.parametrize("form", Form)
def test_a_file_has_about_the_size_that_was_asked_for(form: Form, size: int) -> None:
    """Sizes are those of a registry: within a factor of two."""
    assert size / 2 < len(make(blueprint(form, Kind.LIBRARY, size=size))) < size * 2


_MEMBERS = st.lists(
    st.tuples(st.text("abcdefgh/._-é", min_size=1, max_size=120), st.binary(max_size=2_000)),
    max_size=6,
    unique_by=lambda member: member[0],
)


@given(_MEMBERS)
def test_a_zip_is_read_back_as_it_was_written(members: list[tuple[str, bytes]]) -> None:
    """The standard library finds each member with its content and no damage."""
    with zipfile.ZipFile(io.BytesIO(zip_archive(members, AT))) as archive:
        assert archive.testzip() is None
        assert [(entry.filename, archive.read(entry)) for entry in archive.infolist()] == [
            (name, content) for name, content in members
        ]


@given(_MEMBERS)
def test_a_tarball_is_read_back_as_it_was_written(members: list[tuple[str, bytes]]) -> None:
    """Long and accented names as well."""
    named = [(f"top/x{name.replace('/', '_')}", content) for name, content in members]
    with tarfile.open(fileobj=io.BytesIO(tarball(named, AT))) as archive:
        found = [(entry.name, archive.extractfile(entry)) for entry in archive]
        assert [(name, member.read()) for name, member in found if member] == named
