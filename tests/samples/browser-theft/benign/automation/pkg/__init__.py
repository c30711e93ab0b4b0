"""Starts a browser with a profile of its own."""
import subprocess
import tempfile


def start(binary):
    profile = tempfile.mkdtemp()
    return subprocess.Popen([binary, "--user-data-dir=" + profile, "--remote-debugging-port=0"])
