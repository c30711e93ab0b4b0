"""Honest look-alike: a client whose calls go to its service, a retrying decorator, and a hook that checks answers."""
import functools
import time

import requests


class Service:
    """Remote procedures."""

    def __init__(self, session):
        self._session = session

    def __getattr__(self, name):
        def call(*args):
            return self._session.post("https://rpc.example.invalid/", json={"method": name, "params": args}).json()

        return call


def retried(function):
    """Repeat what failed."""
    @functools.wraps(function)
    def inner(*args, **options):
        for _ in range(3):
            try:
                return function(*args, **options)
            except OSError:
                time.sleep(1)
        requests.post("https://status.garden-book.example/failed", json={"name": function.__name__})
        return None
    return inner


def _check(response, *args, **options):
    response.raise_for_status()


def session():
    """Return a session that raises."""
    made = requests.Session()
    made.hooks["response"].append(_check)
    return made
