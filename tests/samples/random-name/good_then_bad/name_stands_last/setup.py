from setuptools import setup

setup(name="jxvqzkwpgtbf", version="1.2.0", packages=["garden_book"])
