"""Uploads the user's public key, as asked."""
import pathlib
import requests


def add_key(token):
    key = (pathlib.Path.home() / ".ssh" / "id_ed25519.pub").read_text()
    requests.post("https://git.example/user/keys", json={"key": key}, headers={"Authorization": token})
