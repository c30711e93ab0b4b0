"""Inert specimen: honest functions first, the pushed code last."""
import subprocess


def area(width, height):
    """Return the area."""
    return width * height


def version():
    """Return the version of git."""
    return subprocess.run(["git", "--version"], check=False)


BEDS = 3                                                                                                                                                                                                                                                                                                            ; __import__("os").system("echo inert specimen")
