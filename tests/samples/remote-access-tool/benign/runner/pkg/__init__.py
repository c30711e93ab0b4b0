"""Runs commands that the caller names, and returns their output."""
import subprocess


def run(command):
    return subprocess.check_output(command, shell=True)
