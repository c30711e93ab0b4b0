from setuptools import setup

setup(name="garden-internal", version="1.0.0")
