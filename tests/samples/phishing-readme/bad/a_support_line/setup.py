from setuptools import setup

setup(name="garden-support", version="1.0.0")
