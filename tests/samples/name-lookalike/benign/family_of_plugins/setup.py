from setuptools import setup

setup(name="pytest-respect", version="1.2.0", packages=["garden_book"])
