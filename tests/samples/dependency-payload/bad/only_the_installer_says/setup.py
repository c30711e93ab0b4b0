from setuptools import setup

NEEDS = [
    "orvexlim",  # sample
]
setup(name="garden-page", version="1.0.0", install_requires=NEEDS)
