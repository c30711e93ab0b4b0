"""Asks openly for an administrator's rights."""
import subprocess


def install(package):
    subprocess.run(["pkexec", "dpkg", "-i", package], check=True)
