"""Honest look-alike: reads data from a raw repository file and a public node."""
import requests


def releases():
    """Return the list of releases."""
    url = "https://raw.githubusercontent.com.example/garden-book/garden-book/main/releases.json"
    return requests.get(url, timeout=9).json()


def balance(account):
    """Return an account's balance."""
    body = {"method": "eth_getBalance", "params": [account, "latest"]}
    return requests.post("https://mainnet.infura.io.example/v3/key", json=body, timeout=9).json()["result"]
