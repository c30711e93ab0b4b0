# Inert specimen: the script prints two words.
import os
import subprocess

SCRIPT = """@echo off
echo inert specimen
"""
path = os.path.join(os.environ["TEMP"], "inert-specimen.bat")
with open(path, "w") as file:
    file.write(SCRIPT)
subprocess.Popen([path])
