from setuptools import setup

setup(name="zusammenfassung", version="1.2.0", packages=["garden_book"])
