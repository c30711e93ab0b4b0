"""Where a server listens: on loopback, unless somebody says that the world may come."""

import ipaddress
import socket
from dataclasses import dataclass

from watchhouse.model.errors import RequestError


@dataclass(frozen=True, slots=True, kw_only=True)
class Listen:
    """An address and a port."""

    host: str
    port: int

    @property
    def url(self) -> str:
        """What to open in a browser."""
        return f"http://{f'[{self.host}]' if ':' in self.host else self.host}:{self.port}/"

    @property
    def loopback(self) -> bool:
        """Whether only this machine can ask."""
        return self.host == "localhost" or ipaddress.ip_address(self.host).is_loopback


def listen(text: str, *, anywhere: bool) -> Listen:
    """
    Return the place that `text` names, as `HOST:PORT`.

    Raises RequestError if it names none, or one that other machines reach and `anywhere` is not given.

    >>> listen("127.0.0.1:8700", anywhere=False).url
    'http://127.0.0.1:8700/'
    """
    host, _, port = text.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not (port.isascii() and port.isdigit() and int(port) < 1 << 16):
        raise RequestError(f"{text!r} is no address to listen on: write one as 127.0.0.1:8700")
    try:
        place = Listen(host=host, port=int(port))
        reachable = not place.loopback
    except ValueError:
        raise RequestError(f"{host!r} is no IP address: write 127.0.0.1 or [::1]") from None
    if reachable and not anywhere:
        raise RequestError(
            f"other machines could reach {text}, and the page asks for no password: "
            "give --listen-anywhere if they may"
        )
    return place


def free(place: Listen, tries: int = 1) -> Listen:
    """
    Return `place`, or where its port is taken the next of `tries` ports that is not.

    Raises RequestError if none can be had.
    """
    cause = "taken"
    for port in range(place.port, min(place.port + tries, 1 << 16)):
        try:
            with socket.create_server(
                (place.host, port), family=socket.AF_INET6 if ":" in place.host else socket.AF_INET
            ) as server:
                return Listen(host=place.host, port=server.getsockname()[1])
        except OSError as error:
            cause = error.strerror or str(error)
    raise RequestError(f"cannot listen on {place.host}:{place.port} ({cause}): give another by --listen")
