"""Inert specimen: an honest table first, the hidden text last."""
import base64
import json
import subprocess

_TABLE = "eyJsYXZlbmRlciI6IDEyLCAicm9zZW1hcnkiOiA4LCAidGh5bWUiOiAzMX0="
_MORE = "eJzFjcENwzAIRe9MgeglkSIPkA06htuQFqkGy9BDtq+T9pIJyukD/+lJqdYCzUG+yTcHgIVXFOUWwzgD9iGi676jV75LYZ1xMXZUi6foA2/v/sobuqVePZDaRGMgOWE0dVfSXHjaVam+cqzWytilPyFc8Mz86/ABwf9enA=="


def table():
    """Return how many of each plant there are."""
    return json.loads(base64.b64decode(_TABLE))


def version():
    """Return the version of git."""
    return subprocess.run(["git", "--version"], capture_output=True, check=False).stdout
