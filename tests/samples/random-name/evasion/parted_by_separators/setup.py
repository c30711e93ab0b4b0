from setuptools import setup

setup(name="xqz-kvjw-pqf-hdx", version="1.2.0", packages=["garden_book"])
