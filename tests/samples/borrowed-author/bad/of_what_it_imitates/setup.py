from setuptools import setup

setup(name="tzdatta", version="1.2.0", packages=["garden_book"])
