"""Honest look-alike: looks up its own name, and hosts that its caller names."""
import socket


def own_address():
    """Return this machine's address."""
    return socket.gethostbyname(socket.gethostname())


def address(host):
    """Return a host's address."""
    return socket.gethostbyname(host)


def mirror(country):
    """Return the address of a country's mirror."""
    return socket.gethostbyname(f"{country}.mirrors.garden-book.example")
