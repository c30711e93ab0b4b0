from setuptools import setup

setup(name="hdf5plugin-io", version="1.2.0", packages=["garden_book"])
