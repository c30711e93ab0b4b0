"""Honest look-alike: writes launchers that its user starts, and starts an editor."""
import pathlib
import subprocess


def launcher(folder):
    """Write a launcher for each system."""
    pathlib.Path(folder, "garden.bat").write_text("@echo off\npython -m garden_book %*\n")
    pathlib.Path(folder, "garden.sh").write_text("#!/bin/sh\nexec python -m garden_book \"$@\"\n")


def edit(path):
    """Open the editor."""
    return subprocess.call(["vi", path])
