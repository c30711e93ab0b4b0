from setuptools import setup

setup(name="xqzkvjwpqfhd", version="1.2.0", packages=["garden_book"])
