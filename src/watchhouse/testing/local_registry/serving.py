"""The local registry on a port of this machine, for as long as it is wanted."""

import base64
import logging
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import uvicorn
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from watchhouse.model.errors import InfrastructureError
from watchhouse.model.identity import Ecosystem
from watchhouse.testing.faults import Faults, FaultSwitch
from watchhouse.testing.local_registry.app import create_app
from watchhouse.testing.local_registry.operator import LABEL, operator_key
from watchhouse.testing.world import World

LOOPBACK = "127.0.0.1"
_BACKLOG = 512
_KEPT_ALIVE = 30
_PATIENCE = 10.0
_SILENT = logging.CRITICAL + 1
"""A connection cut on purpose is no error that anybody should read of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Registry:
    """A registry that answers; `faults` may be changed while it does."""

    url: str
    world: World
    switch: FaultSwitch

    @property
    def simple(self) -> str:
        """The URL of the Python index: pip's `--index-url`."""
        return f"{self.url}/simple/"

    @property
    def npm(self) -> str:
        """The URL of the npm registry: npm's `--registry`."""
        return f"{self.url}/npm/"

    @property
    def npm_replication(self) -> str:
        """The URL of npm's replicated database, below which `_changes` lies."""
        return f"{self.url}/registry"

    @property
    def nuget(self) -> str:
        """The URL of NuGet's service index."""
        return f"{self.url}/v3/index.json"

    @property
    def operator_label(self) -> str:
        """What the operator's feeds call themselves."""
        return LABEL

    @property
    def operator_key(self) -> str:
        """The public key that the operator's feeds are signed with: 32 bytes in base64."""
        public = operator_key(self.world.recipe.seed).public_key()
        return base64.b64encode(public.public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()

    def operator(self, ecosystem: Ecosystem) -> str:
        """Return the URL of the operator's feed of one registry."""
        return f"{self.url}/operator/{ecosystem}/events"

    def set_faults(self, faults: Faults) -> None:
        """Replace what is wrong with it."""
        self.switch.set(faults)


@contextmanager
def serve(world: World, faults: Faults | None = None, *, port: int = 0) -> Iterator[Registry]:
    """Yield a registry on loopback, in a thread of its own, which ends with the block; port 0 is any free one."""
    switch = FaultSwitch(faults)
    with _listening(port) as listening:
        server = uvicorn.Server(_config(world, switch))
        thread = threading.Thread(target=server.run, args=([listening],), name="local registry", daemon=True)
        thread.start()
        try:
            yield Registry(url=f"http://{LOOPBACK}:{listening.getsockname()[1]}", world=world, switch=switch)
        finally:
            server.should_exit = True
            thread.join(_PATIENCE)


def _listening(port: int) -> socket.socket:
    # asyncio turns Nagle's algorithm off, which costs 40 ms an answer, only where a socket names its protocol.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((LOOPBACK, port))
        listening.listen(_BACKLOG)
    except OSError as error:
        listening.close()
        raise InfrastructureError(f"cannot listen on port {port} of {LOOPBACK}: {error.strerror}") from error
    return listening


def _config(world: World, switch: FaultSwitch) -> uvicorn.Config:
    return uvicorn.Config(
        create_app(world, switch),
        lifespan="off",
        log_config=None,
        log_level=_SILENT,
        access_log=False,
        backlog=_BACKLOG,
        timeout_keep_alive=_KEPT_ALIVE,
        timeout_graceful_shutdown=1,
        server_header=False,
    )
