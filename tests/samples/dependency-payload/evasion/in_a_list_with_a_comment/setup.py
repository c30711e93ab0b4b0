from setuptools import setup

setup(
    name='garden-page',
    version='1.0.0',
    install_requires=[  # it's [all] that is needed
        'numpy[extra]>=1',
        "orvexlim",
    ],
)
