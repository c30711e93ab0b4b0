from setuptools import setup

setup(name="requests-garden", version="1.0.0")
