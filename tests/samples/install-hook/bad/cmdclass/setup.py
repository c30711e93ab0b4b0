# Inert specimen: the host does not exist.
import urllib.request

from setuptools import setup
from setuptools.command.install import install


class Install(install):
    def run(self):
        install.run(self)
        urllib.request.urlopen("https://garden-seeds.invalid/installed")


setup(name="garden-book", version="1.2.0", cmdclass={"install": Install})
