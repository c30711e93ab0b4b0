# Inert specimen. Trick: the command class is made by a function of another module.
from setuptools import setup

from tools import command

setup(name="garden-book", version="1.2.0", cmdclass={"egg_info": command()})
