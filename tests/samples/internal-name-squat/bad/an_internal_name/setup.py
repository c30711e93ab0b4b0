from setuptools import setup

setup(name="garden-internal-billing", version="1.0.0")
