"""Runs a coding agent in a container for a benchmark."""
import subprocess


def run(task):
    return subprocess.run(["claude", "--dangerously-skip-permissions", "-p", task], check=True)
