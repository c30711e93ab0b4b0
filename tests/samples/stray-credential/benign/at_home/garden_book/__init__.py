"""Honest look-alike: each key at its own service, a compatible gateway, and a host that the user configures."""
import os

import requests


def complete(text):
    """Return a completion."""
    headers = {"Authorization": "Bearer " + os.environ["OPENAI_API_KEY"]}
    return requests.post("https://api.openai.com.example/v1", headers=headers, json={"t": text}).json()


def gateway(text):
    """Return a completion of a compatible service."""
    headers = {"Authorization": "Bearer " + os.environ["OPENAI_API_KEY"]}
    return requests.post("https://gateway.example.invalid/v1", headers=headers, json={"t": text}).json()


def token():
    """Return a token for a key."""
    return requests.post("https://oauth.github.com.example/token", data={"secret": os.environ["GITHUB_CLIENT_SECRET"]}).json()


def own(text):
    """Ask the server of the user."""
    return requests.post(os.environ["GARDEN_URL"], json={"t": text, "key": os.environ["SLACK_TOKEN"]}).json()
