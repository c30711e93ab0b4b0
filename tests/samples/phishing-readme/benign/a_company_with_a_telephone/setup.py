from setuptools import setup

setup(name="garden-page", version="1.0.0")
