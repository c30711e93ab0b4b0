"""Writes the files of a new project."""
import pathlib


def create(folder):
    place = pathlib.Path(folder) / ".github" / "workflows"
    place.mkdir(parents=True)
    (place / "test.yml").write_text("on: push")
