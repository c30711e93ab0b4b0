"""Machines that are network namespaces of this one: each has one address and one cable, which can be pulled out."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass

_NET = "10.231.87"


class NoNetworkError(Exception):
    """This machine or this user cannot make network namespaces."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """One namespace."""

    name: str
    address: str
    cable: str
    """The end of its cable that is not in it."""

    @property
    def prefix(self) -> tuple[str, ...]:
        """What starts a command in it."""
        return ("nsenter", f"--net=/run/netns/{self.name}")

    def cut(self) -> None:
        """Pull out its cable: what is on its way is lost, and nobody is told."""
        _ip("link", "set", self.cable, "down")

    def join(self) -> None:
        """Put its cable in again."""
        _ip("link", "set", self.cable, "up")


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """All of them, and the address at which they reach this machine."""

    address: str
    range: str
    machines: tuple[Machine, ...]


@contextmanager
def open_network(count: int) -> Iterator[Network]:
    """Yield `count` machines on one bridge; raises NoNetworkError."""
    if os.geteuid() != 0 or shutil.which("ip") is None or shutil.which("nsenter") is None:
        raise NoNetworkError("network namespaces need root, ip and nsenter")
    mark = f"wh{os.getpid() % 100_000}"
    made: list[Machine] = []
    with ExitStack() as stack:
        stack.callback(_remove, mark, made)
        try:
            _ip("link", "add", f"{mark}br", "type", "bridge")
            _ip("address", "add", f"{_NET}.1/24", "dev", f"{mark}br")
            _ip("link", "set", f"{mark}br", "up")
            made.extend(_machine(mark, number) for number in range(count))
        except (OSError, subprocess.CalledProcessError) as error:
            raise NoNetworkError(f"this machine makes no network namespaces: {error}") from error
        yield Network(address=f"{_NET}.1", range=f"{_NET}.0/24", machines=tuple(made))


def _remove(mark: str, made: list[Machine]) -> None:
    for machine in made:
        with suppress(subprocess.CalledProcessError):
            _ip("netns", "delete", machine.name)
    with suppress(subprocess.CalledProcessError):
        _ip("link", "delete", f"{mark}br")


def _machine(mark: str, number: int) -> Machine:
    name, outer, inner = f"{mark}n{number}", f"{mark}o{number}", f"{mark}i{number}"
    address = f"{_NET}.{number + 2}"
    _ip("netns", "add", name)
    _ip("link", "add", outer, "type", "veth", "peer", "name", inner)
    _ip("link", "set", inner, "netns", name)
    _ip("link", "set", outer, "master", f"{mark}br")
    _ip("link", "set", outer, "up")
    _ip("-netns", name, "address", "add", f"{address}/24", "dev", inner)
    _ip("-netns", name, "link", "set", inner, "up")
    _ip("-netns", name, "link", "set", "lo", "up")
    return Machine(name=name, address=address, cable=outer)


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)  # noqa: S603, S607 - the system's own, no shell
