from setuptools import setup

setup(name="minio-garden", version="1.2.0", packages=["garden_book"])
