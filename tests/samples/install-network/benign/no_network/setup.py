"""Honest look-alike: a network library named as a requirement, its use in the package only."""
from setuptools import find_packages, setup

setup(
    name="garden-book",
    version="1.2.0",
    packages=find_packages(),
    install_requires=["requests"],
    url="https://garden-book.example/",
)
