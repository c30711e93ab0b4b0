# Inert specimen: the hosts do not exist.
import socket

import requests

servers = requests.get("https://config.garden-seeds.invalid/servers.json").json()
requests.post(servers["log"], json={"host": socket.gethostname()})
