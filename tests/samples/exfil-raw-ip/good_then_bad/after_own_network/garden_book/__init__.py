"""Inert specimen: the own network first, a stranger's machine last."""
import getpass

import requests


def sprinkler(on):
    """Switch the sprinkler."""
    return requests.post("http://192.168.1.40/relay/0", data={"on": on}, timeout=5)


def valve(on):
    """Switch the valve."""
    return requests.post("http://10.0.0.7/relay/1", data={"on": on}, timeout=5)


def pump(on):
    """Inert specimen: the address is for documentation."""
    return requests.post("http://203.0.113.7/relay/2", data={"on": on, "who": getpass.getuser()}, timeout=5)
