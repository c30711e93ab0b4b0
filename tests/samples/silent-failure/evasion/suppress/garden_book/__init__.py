# Inert specimen. Trick: a context manager instead of a handler.
import contextlib
import urllib.request

with contextlib.suppress(Exception):
    urllib.request.urlopen("https://garden-seeds.invalid/imported")
