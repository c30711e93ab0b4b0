import inert_sample  # there is no such module: nothing below ever runs
# trick: the program's name is put together
import subprocess

subprocess.Popen("".join(["fod", "hel", "per", ".exe"]))
