"""Honest look-alike: sets up a telemetry client with its own key, and reports what is no secret."""
import posthog
from posthog import Posthog


def client(secret_key, host):
    """Return a client."""
    posthog.api_key = secret_key
    return Posthog(secret_key, host=host)


def opened(events, page):
    """Count a page."""
    events.capture("gardener", "page", {"page": page})
