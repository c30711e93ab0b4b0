from setuptools import setup

setup(name="requestss", version="1.2.0", packages=["garden_book"])
