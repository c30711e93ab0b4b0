"""Honest look-alike: tools that builds need."""
import subprocess
import sys

from setuptools import setup

revision = subprocess.run(["git", "rev-parse", "HEAD"], capture_output=True, check=False).stdout
flags = subprocess.getoutput("pkg-config --cflags libgarden")
subprocess.check_call(["make", "-C", "native"])
subprocess.check_call(["/usr/bin/gcc", "--version"])

setup(name="garden-book", version="1.2.0")
