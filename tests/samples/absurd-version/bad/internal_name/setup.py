from setuptools import setup

setup(name="garden-internal-backend", version="500.0.0", packages=["garden_book"])
