from setuptools import setup

setup(name="b3e9f02c7d41", version="1.2.0", packages=["garden_book"])
