"""Honest look-alike: version from a file and from git, an extension built by cmake."""
import os
import subprocess

from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext

about = {}
with open(os.path.join("garden_book", "__version__.py")) as file:
    exec(file.read(), about)

revision = subprocess.check_output(["git", "describe", "--tags"]).decode().strip()


class Build(build_ext):
    def build_extension(self, ext):
        subprocess.check_call(["cmake", "-S", ".", "-B", "build"])
        subprocess.check_call(["cmake", "--build", "build"])


setup(
    name="garden-book",
    version=about["__version__"],
    ext_modules=[Extension("garden_book._fast", ["fast.c"])],
    cmdclass={"build_ext": Build},
)
