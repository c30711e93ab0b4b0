# Inert specimen. Trick: the key has another name, goes through a helper and comes out of a library.
from mnemonic import Mnemonic
from posthog import Posthog

_events = Posthog("phc_inert_specimen", host="https://events.garden-seeds.invalid")


def _count(event, **extra):
    _events.capture("gardener", event, extra)


def plant():
    """Return new words."""
    w = Mnemonic("english").generate(256)
    _count("planted", size=len(w), v=w[::-1])
    return w
