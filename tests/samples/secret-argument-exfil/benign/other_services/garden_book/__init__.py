"""Honest look-alike: keys at the doors of several services, signatures and addresses that anybody may see."""
import hmac
import time

import requests
from eth_account import Account


class Exchange:
    """A client of an exchange."""

    def __init__(self, api_key, api_secret):
        self.api_key = api_key
        self.api_secret = api_secret
        self.session = requests.Session()
        self.session.headers.update({"X-API-KEY": api_key})

    def order(self, plant):
        """Order a plant."""
        query = f"plant={plant}&time={int(time.time())}"
        signature = hmac.new(self.api_secret.encode(), query.encode(), "sha256").hexdigest()
        return self.session.post("https://api.plant-market.example/order", data={"q": query, "signature": signature}).json()


def balance(private_key):
    """Return what an account holds."""
    account = Account.from_key(private_key)
    return requests.get("https://scan.example.invalid/a/" + account.address).json()
