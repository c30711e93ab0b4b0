# Inert specimen.
import subprocess

NAME = "‮gnp.exe"


def show():
    return subprocess.list2cmdline([NAME])
