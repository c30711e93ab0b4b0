"""Installs the program as a service when the user asks."""
import subprocess


def install_service(unit):
    subprocess.run(["systemctl", "--user", "enable", unit], check=True)
