"""Appends shell completion to the user's profile on request."""
import os


def install_completion(line):
    with open(os.path.expanduser("~/.bashrc"), "a") as file:
        file.write(line)
