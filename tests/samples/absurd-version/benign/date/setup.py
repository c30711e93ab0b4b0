from setuptools import setup

setup(name="garden-book", version="20261122", packages=["garden_book"])
