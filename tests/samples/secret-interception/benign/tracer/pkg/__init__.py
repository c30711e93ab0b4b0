"""Measures how long requests take."""
import time
import requests

_send = requests.Session.send


def _timed(self, request, **options):
    begin = time.perf_counter()
    try:
        return _send(self, request, **options)
    finally:
        print(request.url, time.perf_counter() - begin)


def install():
    requests.Session.send = _timed
