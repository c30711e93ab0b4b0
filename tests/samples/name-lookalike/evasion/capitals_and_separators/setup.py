from setuptools import setup

setup(name="Re__Quests", version="1.2.0", packages=["garden_book"])
