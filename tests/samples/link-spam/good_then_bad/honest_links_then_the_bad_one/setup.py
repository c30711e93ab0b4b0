from setuptools import setup

setup(name="garden-page", version="1.2.0")
