from setuptools import setup

setup(name="flaskk", version="1.2.0", packages=["garden_book"])
