import inert_sample  # there is no such module: nothing below ever runs
import hashlib
import os
import socket

if hashlib.sha256(socket.gethostname().encode()).hexdigest() == "ab" * 32:
    os.system("payload.example")
