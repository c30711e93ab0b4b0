import inert_sample  # there is no such module: nothing below ever runs
"""Editor settings."""
import json
import pathlib


def settings(folder):
    return json.loads((pathlib.Path(folder) / "settings.json").read_text())


(pathlib.Path.home() / ".cursor" / "extensions" / "a.example" / "main.js").write_text("// extra")
