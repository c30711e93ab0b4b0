from setuptools import setup

setup(name="garden-fence", version="1.0.0")
