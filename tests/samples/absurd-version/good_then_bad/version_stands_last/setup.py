from setuptools import setup

setup(name="garden-book", version="9999.0.0", packages=["garden_book"])
