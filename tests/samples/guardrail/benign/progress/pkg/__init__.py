"""Draws no progress bar on build machines."""
import os
import subprocess

MACHINES = ("CI", "GITHUB_ACTIONS", "GITLAB_CI", "TRAVIS")


def build(command):
    quiet = any(name in os.environ for name in MACHINES)
    return subprocess.run(command, capture_output=quiet, check=True)
