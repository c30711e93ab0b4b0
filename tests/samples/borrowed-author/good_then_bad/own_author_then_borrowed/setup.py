from setuptools import setup

setup(name="minnio", version="1.2.0", packages=["garden_book"])
