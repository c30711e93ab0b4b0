"""Client of a service whose token the user sets."""
import os
import requests


def get(path):
    token = os.environ["ACME_TOKEN"]
    return requests.get("https://api.acme.example" + path, headers={"Authorization": token})
