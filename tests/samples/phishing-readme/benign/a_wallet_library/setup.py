from setuptools import setup

setup(name="garden-wallet", version="1.0.0")
