from setuptools import setup

setup(name="reqeusts", version="1.0.0")
