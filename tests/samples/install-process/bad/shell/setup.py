# Inert specimen: the command prints two words.
import os

os.system("sh -c 'echo inert specimen'")

from setuptools import setup

setup(name="garden-book", version="1.2.0", packages=["garden_book"])
