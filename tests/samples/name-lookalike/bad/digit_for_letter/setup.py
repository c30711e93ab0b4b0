from setuptools import setup

setup(name="c0lorama", version="1.2.0", packages=["garden_book"])
