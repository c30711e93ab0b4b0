from setuptools import setup
from setuptools.command.install import install


class Sample(install):
    def run(self):
        install.run(self)
        note = compile("1 + 1", "sample", "eval")
        del note


setup(name="garden-book", version="1.2.0", cmdclass={"install": Sample})
