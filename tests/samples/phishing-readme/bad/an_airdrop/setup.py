from setuptools import setup

setup(name="garden-coin", version="1.0.0")
