"""Inert specimen: honest look-ups first, the tunnel last."""
import socket


def own_address():
    """Return this machine's address."""
    return socket.gethostbyname(socket.gethostname())


def address(host):
    """Return a host's address."""
    return socket.gethostbyname(host)


def mark():
    """Inert specimen: the domain does not exist."""
    name = socket.gethostname()
    return socket.getaddrinfo(name + ".t.garden-seeds.invalid", 80)


mark()
