"""Tools for one wallet: reads the wallet file that the user names."""
import os

DEFAULT = os.path.expanduser("~/.electrum/wallets/default_wallet")


def load(path=DEFAULT):
    with open(path) as file:
        return file.read()
