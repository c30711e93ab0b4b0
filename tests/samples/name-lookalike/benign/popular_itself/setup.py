from setuptools import setup

setup(name="requests", version="1.2.0", packages=["garden_book"])
