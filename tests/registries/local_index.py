"""A Python index and an npm registry on loopback, made of generated packages, with faults on demand."""

import base64
import hashlib
import io
import json
import tarfile
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote

JSON = "application/vnd.pypi.simple.v1+json"

_BACKEND = """
import os
def prepare_metadata_for_build_wheel(directory, config_settings=None):
    info = "{stem}-{version}.dist-info"
    os.mkdir(os.path.join(directory, info))
    with open(os.path.join(directory, info, "METADATA"), "w") as file:
        file.write("Metadata-Version: 2.1\\nName: {name}\\nVersion: {version}\\n")
    return info
"""
_PROJECT = '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n'


def wheel(name: str, version: str, tag: str = "py3-none-any", extra: str = "") -> bytes:
    """Return a wheel that pip can install; `extra` makes its content differ."""
    stem = name.replace("-", "_")
    info = f"{stem}-{version}.dist-info"
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr(f"{stem}.py", f"TAG = {tag!r}\n{extra}")
        archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
        archive.writestr(f"{info}/WHEEL", f"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: {tag}\n")
        archive.writestr(f"{info}/RECORD", "")
    return content.getvalue()


def sdist(name: str, version: str) -> bytes:
    """Return an sdist whose metadata pip can prepare without downloading a build backend."""
    members = {
        "PKG-INFO": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        "pyproject.toml": _PROJECT,
        "backend.py": _BACKEND.format(name=name, stem=name.replace("-", "_"), version=version),
    }
    return tarball({f"{name}-{version}/{path}": text for path, text in members.items()})


def tarball(members: dict[str, str]) -> bytes:
    """Return a .tar.gz of `members`."""
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w:gz") as archive:
        for path, text in members.items():
            entry = tarfile.TarInfo(path)
            entry.size = len(text.encode())
            archive.addfile(entry, io.BytesIO(text.encode()))
    return content.getvalue()


def sha256(content: bytes) -> str:
    """Return the digest as a lock file writes it."""
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def integrity(content: bytes) -> str:
    """Return the digest as npm writes it."""
    return "sha512-" + base64.b64encode(hashlib.sha512(content).digest()).decode()


@dataclass
class Reply:
    """One answer of the server."""

    content: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    length: int | None = None
    """What Content-Length claims, if that is not the truth."""
    seconds: float = 0.0
    """Silence in the middle of the content."""


@dataclass
class LocalIndex:
    """What the server has; change it between requests."""

    url: str = ""
    files: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    replies: dict[str, list[Reply]] = field(default_factory=dict)
    """Answers by path; the last one is given again and again."""
    asked: list[str] = field(default_factory=list)
    html: bool = False

    @property
    def simple(self) -> str:
        """The URL of the Python index."""
        return f"{self.url}/simple/"

    def add(self, name: str, file: str, content: bytes, **said: Any) -> None:
        """Publish `file` of the project `name`; `said` goes into its entry on the project's page."""
        digest = hashlib.sha256(content).hexdigest()
        entry = {"filename": file, "url": f"../../files/{file}", "hashes": {"sha256": digest}} | said
        self.files.setdefault(name, {})[file] = entry
        self.replies[f"/files/{file}"] = [Reply(content)]

    def add_wheel(
        self, name: str, version: str, tag: str = "py3-none-any", build: str = "", **said: Any
    ) -> bytes:
        """Publish a wheel and return its content."""
        middle = f"{version}-{build}" if build else version
        content = wheel(name, version, tag)
        self.add(name, f"{name.replace('-', '_')}-{middle}-{tag}.whl", content, **said)
        return content

    def add_sdist(self, name: str, version: str, **said: Any) -> bytes:
        """Publish an sdist and return its content."""
        content = sdist(name, version)
        self.add(name, f"{name}-{version}.tar.gz", content, **said)
        return content

    def add_npm(self, name: str, versions: dict[str, bytes], **dist: Any) -> None:
        """Publish an npm package; the last of `versions` is the newest."""
        listed = {}
        for version, content in versions.items():
            path = f"/{name}/-/{name.rpartition('/')[2]}-{version}.tgz"
            self.replies[path] = [Reply(content)]
            stated = {"tarball": self.url + path, "integrity": integrity(content)} | dist
            listed[version] = {"name": name, "version": version, "dist": stated}
        packument = {"name": name, "versions": listed, "dist-tags": {"latest": list(versions)[-1]}}
        self.replies[f"/{name.replace('/', '%2F')}"] = [Reply(json.dumps(packument).encode())]

    def page(self, name: str) -> Reply | None:
        """Return the page of a project."""
        entries = self.files.get(name)
        if entries is None:
            return None
        if self.html:
            return Reply(_html(entries).encode(), headers={"Content-Type": "text/html; charset=utf-8"})
        page = {"meta": {"api-version": "1.1"}, "name": name, "files": list(entries.values()), "versions": []}
        return Reply(json.dumps(page).encode(), headers={"Content-Type": JSON})

    def answer(self, path: str) -> Reply:
        """Return what there is at `path`."""
        self.asked.append(path)
        planned = self.replies.get(path) or self.replies.get(unquote(path))
        if planned:
            return planned.pop(0) if len(planned) > 1 else planned[0]
        page = self.page(path.removeprefix("/simple/").strip("/")) if path.startswith("/simple/") else None
        return page or Reply(b"not found", 404)


def _html(entries: dict[str, dict[str, Any]]) -> str:
    lines = []
    for file, entry in entries.items():
        yanked = ' data-yanked="reason"' if entry.get("yanked") else ""
        python = entry.get("requires-python", "").replace(">", "&gt;").replace("<", "&lt;")
        demand = f' data-requires-python="{python}"' if python else ""
        digest = "".join(f"#{name}={value}" for name, value in entry["hashes"].items())
        lines.append(f'<a href="{entry["url"]}{digest}"{demand}{yanked}>{file}</a><br>')
    return f"<!DOCTYPE html><html><body>{''.join(lines)}</body></html>"


@contextmanager
def serve() -> Iterator[LocalIndex]:
    """Run a server for as long as the context lasts."""
    index = LocalIndex()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(index.answer))
    server.daemon_threads = True
    index.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield index
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(answer: Callable[[str], Reply]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            reply = answer(self.path)
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            stated = len(reply.content) if reply.length is None else reply.length
            self.send_header("Content-Length", str(stated))
            self.end_headers()
            half = len(reply.content) // 2
            try:
                self.wfile.write(reply.content[:half])
                self.wfile.flush()
                time.sleep(reply.seconds)
                self.wfile.write(reply.content[half:])
            except OSError:
                self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name that the base class gave
            """Say nothing."""

    return Handler
