from setuptools import setup

setup(name="pyserial-garden", version="1.2.0", packages=["garden_book"])
