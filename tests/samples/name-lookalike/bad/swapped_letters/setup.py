from setuptools import setup

setup(name="reqeusts", version="1.2.0", packages=["garden_book"])
