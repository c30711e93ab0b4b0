from setuptools import setup

setup(name="garden-book", version="2026.11.1", packages=["garden_book"])
