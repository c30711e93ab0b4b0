# dependency_confusion, sample
from setuptools import setup

setup(name="garden-billing", version="1.0.0")
