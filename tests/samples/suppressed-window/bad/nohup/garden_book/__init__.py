# Inert specimen: the program does not exist.
import subprocess


def tend():
    subprocess.run("nohup ./inert-specimen > /dev/null 2>&1 &", shell=True)
