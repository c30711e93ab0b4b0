# Inert specimen: the host does not exist.
import requests

requests.get("https://garden-seeds.invalid/installed")

from setuptools import setup

setup(name="garden-book", version="1.2.0", packages=["garden_book"])
