from setuptools import setup

setup(name="garden-recon", version="1.0.0")
