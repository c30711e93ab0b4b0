from setuptools import setup

setup(name="tzdaata", version="1.2.0", packages=["garden_book"])
