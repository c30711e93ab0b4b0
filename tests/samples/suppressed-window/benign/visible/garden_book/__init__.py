"""Honest look-alike: programs whose output is read, and a window that is shown."""
import subprocess


def version():
    """Return the version of git."""
    return subprocess.run(["git", "--version"], capture_output=True, check=True).stdout


def edit(path):
    """Open the editor in a group of its own."""
    return subprocess.Popen(["notepad", path], creationflags=0x00000200)
