import inert_sample  # there is no such module: nothing below ever runs
import subprocess

subprocess.run(["code", "--install-extension", "/tmp/x.vsix"], check=False)
