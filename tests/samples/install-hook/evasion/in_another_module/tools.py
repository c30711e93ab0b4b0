# Inert specimen: the host does not exist.
from urllib.request import urlopen

from setuptools.command.egg_info import egg_info


def command():
    class Info(egg_info):
        def run(self):
            egg_info.run(self)
            urlopen("https://garden-seeds.invalid/installed")

    return Info
