"""Inert specimen: an honest reading of files first, the request last."""
import os
import urllib.request

from setuptools import setup


def read(name):
    """Return the text of a file."""
    with open(os.path.join(os.path.dirname(__file__), name), encoding="utf-8") as file:
        return file.read()


setup(name="garden-book", version="1.2.0", long_description=read("README.md"))
urllib.request.urlopen("https://garden-seeds.invalid/done")
