from setuptools import setup

setup(name="requuests", version="1.2.0", packages=["garden_book"])
