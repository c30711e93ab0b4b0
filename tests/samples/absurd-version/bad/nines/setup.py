from setuptools import setup

setup(name="garden-book", version="99.99.99", packages=["garden_book"])
