from setuptools import setup

setup(name="garden-book", version="156.0.8078.47", packages=["garden_book"])
