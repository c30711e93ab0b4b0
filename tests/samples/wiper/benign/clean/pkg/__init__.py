"""Removes a build folder."""
import shutil
import tempfile


def clean(folder="build"):
    shutil.rmtree(folder, ignore_errors=True)
    shutil.rmtree(tempfile.gettempdir() + "/cache", ignore_errors=True)
