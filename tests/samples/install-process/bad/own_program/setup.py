# Inert specimen: the program does not exist.
import subprocess

subprocess.call(["./inert-specimen", "--quiet"])

from setuptools import setup

setup(name="garden-book", version="1.2.0", packages=["garden_book"])
