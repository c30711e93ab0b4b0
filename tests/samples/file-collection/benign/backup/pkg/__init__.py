"""Uploads the folder that the caller names."""
import os
import requests


def upload(folder, url):
    for root, _, names in os.walk(folder):
        for name in names:
            requests.put(url, data=open(os.path.join(root, name), "rb"))
