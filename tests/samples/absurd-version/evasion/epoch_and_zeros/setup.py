from setuptools import setup

setup(name="garden-book", version="1!0999.0.post1", packages=["garden_book"])
