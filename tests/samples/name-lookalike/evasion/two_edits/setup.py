from setuptools import setup

setup(name="reqquessts", version="1.2.0", packages=["garden_book"])
