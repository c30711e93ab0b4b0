"""Publishes the project when the maintainer asks."""
import subprocess


def release(files):
    subprocess.run(["twine", "upload", *files], check=True)
