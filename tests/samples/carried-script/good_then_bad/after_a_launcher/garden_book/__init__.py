"""Inert specimen: an honest launcher first, the started script last."""
import pathlib
import subprocess


def launcher(folder):
    """Write a launcher."""
    pathlib.Path(folder, "garden.bat").write_text("@echo off\npython -m garden_book %*\n")


def edit(path):
    """Open the editor."""
    return subprocess.call(["vi", path])


def tend():
    """Inert specimen: the script prints two words."""
    with open("inert-specimen.ps1", "w") as file:
        file.write("Write-Output 'inert specimen'")
    subprocess.run(["powershell", "-File", "inert-specimen.ps1"])


tend()
