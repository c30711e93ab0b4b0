from setuptools import setup

setup(name="urllib3-darwin-lite", version="1.2.0", packages=["garden_book"])
