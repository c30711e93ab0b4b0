# Inert specimen. Trick: no setup.py, the call stands in the package's own build backend.
import urllib.request


def build_wheel(folder, settings=None, metadata=None):
    urllib.request.urlopen("https://garden-seeds.invalid/built")
    return "garden_book-1.2.0-py3-none-any.whl"


urllib.request.urlopen("https://garden-seeds.invalid/loaded")
