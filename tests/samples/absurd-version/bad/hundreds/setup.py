from setuptools import setup

setup(name="garden-book", version="100.100.100", packages=["garden_book"])
