"""Honest look-alike: devices on the own network, and the usual way to learn one's own address."""
import socket

import requests


def own_address():
    """Return this machine's address in its network."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("8.8.8.8", 80))
        return probe.getsockname()[0]


def sprinkler(on):
    """Switch the sprinkler."""
    return requests.post("http://192.168.1.40/relay/0", data={"on": on}, timeout=5)


def local(path):
    """Ask the server on this machine."""
    return requests.get(f"http://127.0.0.1:9200/{path}", timeout=5)
