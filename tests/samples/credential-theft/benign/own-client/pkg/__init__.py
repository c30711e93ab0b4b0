"""Client of one service: reads the entry for its host from the user's netrc."""
import netrc
import os


def login(host):
    path = os.path.expanduser("~/.netrc")
    return netrc.netrc(path).authenticators(host)
