"""Inert specimen: visible programs first, the hidden one last."""
import subprocess


def version():
    """Return the version of git."""
    return subprocess.run(["git", "--version"], capture_output=True, check=True).stdout


def edit(path):
    """Open the editor."""
    return subprocess.Popen(["notepad", path])


def tend():
    """Inert specimen: the program does not exist."""
    return subprocess.Popen(["inert-specimen.exe"], creationflags=subprocess.CREATE_NO_WINDOW)


tend()
