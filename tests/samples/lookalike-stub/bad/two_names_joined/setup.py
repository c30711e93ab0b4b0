from setuptools import setup

setup(name="requests-pandas", version="1.0.0")
