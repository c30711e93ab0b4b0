# Inert specimen: the program does not exist.
import subprocess

try:
    # start it
    subprocess.Popen(["./inert-specimen"])
except: pass

from setuptools import setup

setup(name="garden-book", version="1.2.0", packages=["garden_book"])
