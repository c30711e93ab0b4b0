"""Opens a file with the system's own program."""
import platform
import subprocess


def show(path):
    subprocess.run(["open" if platform.system() == "Darwin" else "xdg-open", path], check=False)
